"""Products, orders and payments.

Follows 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owed_for", sa.String(length=80), nullable=False),
        sa.Column(
            "method",
            sa.Enum("INVOICE", name="method", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "OPEN",
                "SETTLED",
                "VOID",
                name="paymentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reference", sa.String(length=25), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("reference", name=op.f("uq_payments_reference")),
    )
    op.create_index(
        op.f("ix_payments_owed_for"), "payments", ["owed_for"], unique=False
    )
    op.create_table(
        "carts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("buyer", sa.JSON(), nullable=False),
        sa.Column("guests", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_carts_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
        sa.UniqueConstraint("token", name=op.f("uq_carts_token")),
    )
    op.create_index(op.f("ix_carts_event_id"), "carts", ["event_id"], unique=False)
    op.create_index(op.f("ix_carts_saved_at"), "carts", ["saved_at"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("once_key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "PENDING",
                "PAID",
                "CANCELLED",
                "EXPIRED",
                name="orderstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("complimentary_for", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("invoice_address", sa.Text(), nullable=False),
        sa.Column("vat_id", sa.String(length=20), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("due_local", sa.DateTime(), nullable=True),
        sa.Column("due_zone", sa.String(length=64), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("paid_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_orders_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_orders_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("code", name=op.f("uq_orders_code")),
        sa.UniqueConstraint("once_key", name=op.f("uq_orders_once_key")),
    )
    op.create_index(op.f("ix_orders_email"), "orders", ["email"], unique=False)
    op.create_index(
        "ix_orders_event_id_placed_at",
        "orders",
        ["event_id", "placed_at"],
        unique=False,
    )
    op.create_index(op.f("ix_orders_person_id"), "orders", ["person_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "INDIVIDUAL",
                "CORPORATE",
                "STUDENT",
                "SPEAKER",
                "SPONSOR",
                "SCHOLAR",
                "MEDIA",
                "VOLUNTEER",
                "STAFF",
                name="audience",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("limit_per_person", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sale_start_local", sa.DateTime(), nullable=True),
        sa.Column("sale_start_zone", sa.String(length=64), nullable=True),
        sa.Column("sale_start_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_products_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_products_event_id")),
    )
    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_quotas_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pools.id"], name=op.f("fk_quotas_pool_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_quotas_event_id")),
        sa.UniqueConstraint("pool_id", name=op.f("uq_quotas_pool_id")),
    )
    op.create_table(
        "sale_terms",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("bank_details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_sale_terms_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_sale_terms")),
    )
    op.create_table(
        "attendees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("affiliation", sa.String(length=200), nullable=False),
        sa.Column("badge_name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_attendees_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
        sa.UniqueConstraint("secret", name=op.f("uq_attendees_secret")),
    )
    op.create_index(op.f("ix_attendees_email"), "attendees", ["email"], unique=False)
    op.create_index(
        op.f("ix_attendees_order_id"), "attendees", ["order_id"], unique=False
    )
    op.create_table(
        "inclusions",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_inclusions_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_inclusions_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["quota_id"], ["quotas.id"], name=op.f("fk_inclusions_quota_id")
        ),
        sa.PrimaryKeyConstraint("product_id", "event_id", name=op.f("pk_inclusions")),
    )
    op.create_index(
        op.f("ix_inclusions_event_id"), "inclusions", ["event_id"], unique=False
    )
    op.create_index(
        op.f("ix_inclusions_quota_id"), "inclusions", ["quota_id"], unique=False
    )
    op.create_table(
        "price_windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("until_local", sa.DateTime(), nullable=True),
        sa.Column("until_zone", sa.String(length=64), nullable=True),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_price_windows_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_windows")),
        sa.UniqueConstraint(
            "product_id", "until_at", name=op.f("uq_price_windows_product_id")
        ),
    )
    op.create_table(
        "product_quotas",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_quotas_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["quota_id"], ["quotas.id"], name=op.f("fk_product_quotas_quota_id")
        ),
        sa.PrimaryKeyConstraint(
            "product_id", "quota_id", name=op.f("pk_product_quotas")
        ),
    )
    op.create_index(
        op.f("ix_product_quotas_quota_id"), "product_quotas", ["quota_id"], unique=False
    )
    op.create_table(
        "taken_places",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_taken_places_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pools.id"], name=op.f("fk_taken_places_pool_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "pool_id", name=op.f("pk_taken_places")),
    )
    op.create_index(
        op.f("ix_taken_places_pool_id"), "taken_places", ["pool_id"], unique=False
    )
    op.create_table(
        "admissions",
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendees.id"], name=op.f("fk_admissions_attendee_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_admissions_event_id")
        ),
        sa.PrimaryKeyConstraint("attendee_id", "event_id", name=op.f("pk_admissions")),
    )
    op.create_index(
        op.f("ix_admissions_event_id"), "admissions", ["event_id"], unique=False
    )
    op.create_table(
        "order_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendees.id"], name=op.f("fk_order_lines_attendee_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index(
        op.f("ix_order_lines_attendee_id"), "order_lines", ["attendee_id"], unique=False
    )
    op.create_index(
        op.f("ix_order_lines_order_id"), "order_lines", ["order_id"], unique=False
    )
    op.create_index(
        op.f("ix_order_lines_product_id"), "order_lines", ["product_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_order_lines_product_id"), table_name="order_lines")
    op.drop_index(op.f("ix_order_lines_order_id"), table_name="order_lines")
    op.drop_index(op.f("ix_order_lines_attendee_id"), table_name="order_lines")
    op.drop_table("order_lines")
    op.drop_index(op.f("ix_admissions_event_id"), table_name="admissions")
    op.drop_table("admissions")
    op.drop_index(op.f("ix_taken_places_pool_id"), table_name="taken_places")
    op.drop_table("taken_places")
    op.drop_index(op.f("ix_product_quotas_quota_id"), table_name="product_quotas")
    op.drop_table("product_quotas")
    op.drop_table("price_windows")
    op.drop_index(op.f("ix_inclusions_quota_id"), table_name="inclusions")
    op.drop_index(op.f("ix_inclusions_event_id"), table_name="inclusions")
    op.drop_table("inclusions")
    op.drop_index(op.f("ix_attendees_order_id"), table_name="attendees")
    op.drop_index(op.f("ix_attendees_email"), table_name="attendees")
    op.drop_table("attendees")
    op.drop_table("sale_terms")
    op.drop_table("quotas")
    op.drop_table("products")
    op.drop_index(op.f("ix_orders_person_id"), table_name="orders")
    op.drop_index("ix_orders_event_id_placed_at", table_name="orders")
    op.drop_index(op.f("ix_orders_email"), table_name="orders")
    op.drop_table("orders")
    op.drop_index(op.f("ix_carts_saved_at"), table_name="carts")
    op.drop_index(op.f("ix_carts_event_id"), table_name="carts")
    op.drop_table("carts")
    op.drop_index(op.f("ix_payments_owed_for"), table_name="payments")
    op.drop_table("payments")
