/*
 * Gives each video its address when it comes near the visible part of the page, and no sooner: a build may have a
 * hundred of them, and each that is loaded is a stream through the controller.
 */
(function () {
  "use strict";

  function load(video) {
    if (video.dataset.src) {
      video.preload = "metadata";
      video.src = video.dataset.src;
      delete video.dataset.src;
    }
  }

  function start() {
    const videos = document.querySelectorAll("video[data-src]");
    const observer = new IntersectionObserver(
      function (entries) {
        entries.forEach(function (entry) {
          if (entry.isIntersecting) {
            observer.unobserve(entry.target);
            load(entry.target);
          }
        });
      },
      { rootMargin: "50px" },
    );
    videos.forEach(function (video) {
      observer.observe(video);
    });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
