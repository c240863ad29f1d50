// Keeps a room's screen up to date. No module, and old language: it must run on the
// tablets that are left over. A page that cannot be fetched leaves the last one standing:
// reloading would replace it by the browser's error.
(function () {
  "use strict";
  var ASK_EVERY = 30 * 1000;
  var TOO_OLD = 3 * 60 * 1000;
  var fetched = Date.now();

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function tick() {
    var clock = document.querySelector("[data-clock]");
    var there = new Date(Date.now() + clock.getAttribute("data-offset") * 60 * 1000);
    clock.textContent = two(there.getUTCHours()) + ":" + two(there.getUTCMinutes());
    document.querySelector("[data-offline]").hidden = Date.now() - fetched < TOO_OLD;
  }

  function scripts(page) {
    return page.querySelector("script[src]").getAttribute("src");
  }

  function show(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var next = page.getElementById("display");
    if (!next) {
      return; // something else answered, such as a network's sign-in page
    }
    if (scripts(page) !== scripts(document)) {
      window.location.reload(); // there is a newer version of this script
      return;
    }
    fetched = Date.now();
    var now = document.getElementById("display");
    if (now.innerHTML !== next.innerHTML) {
      now.innerHTML = next.innerHTML;
    }
    document
      .querySelector("[data-clock]")
      .setAttribute(
        "data-offset",
        page.querySelector("[data-clock]").getAttribute("data-offset")
      );
  }

  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", window.location.href);
    request.timeout = 20 * 1000;
    request.onload = function () {
      if (request.status === 200) {
        show(request.responseText);
      }
      tick();
    };
    request.send();
  }

  tick();
  window.setInterval(tick, 1000);
  window.setInterval(ask, ASK_EVERY);
})();
