"""An event once more: its next edition, with what it takes over of the last one."""
