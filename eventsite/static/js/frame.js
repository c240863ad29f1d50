// Inside a frame on another page: tells that page how high its content is, nothing else.
if (parent !== window) {
  const tell = () =>
    parent.postMessage({ eventsiteHeight: document.documentElement.offsetHeight }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
}
