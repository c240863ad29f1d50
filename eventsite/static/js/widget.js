// For pages of others: puts an event's programme where <eventsite-programme> stands.
//   <script src="https://conf.example/widget.js" async></script>
//   <eventsite-programme event="devconf-2031"></eventsite-programme>
// Sets no cookie, reads nothing of the page. Attributes: event; day, track, room, type,
// theme (light or dark), label.
(() => {
  const site = new URL(".", document.currentScript.src);
  const ASKED = ["day", "track", "room", "type", "theme"];

  class Programme extends HTMLElement {
    connectedCallback() {
      if (this.frame) return;
      const slug = this.getAttribute("event") ?? "";
      const address = new URL(`events/${encodeURIComponent(slug)}/widget`, site);
      for (const name of ASKED) {
        if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
      }
      this.frame = document.createElement("iframe");
      this.frame.src = address;
      this.frame.title = this.getAttribute("label") ?? "Programme";
      this.frame.loading = "lazy";
      this.frame.style.cssText = "display:block;inline-size:100%;block-size:40rem;border:0";
      addEventListener("message", this);
      this.append(this.frame);
    }

    disconnectedCallback() {
      removeEventListener("message", this);
    }

    handleEvent(event) {
      if (event.source !== this.frame.contentWindow || event.origin !== site.origin) return;
      const height = Number(event.data?.eventsiteHeight);
      if (height > 0 && height < 1e6) this.frame.style.blockSize = `${Math.ceil(height)}px`;
    }
  }

  if (!customElements.get("eventsite-programme")) {
    customElements.define("eventsite-programme", Programme);
  }
})();
