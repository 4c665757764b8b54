/*
 * Gives each video its address when it comes near the visible part of the page, and no sooner: a build may have a
 * thousand of them. One that has a poster shows that and is loaded when it is played; of any other the beginning is
 * loaded, which is a stream through the controller.
 */
(function () {
  "use strict";

  /* Without this the page would move when the poster comes, and once more when the video does, which is larger. */
  function keepSize(video) {
    const width = Number(video.dataset.width);
    const height = Number(video.dataset.height);
    if (width > 0 && height > 0 && video.classList.contains("wan-video__player")) {
      video.style.aspectRatio = width + " / " + height;
      video.style.width = "min(100%, " + width + "px, " + (70 * width) / height + "vh)";
    }
  }

  function load(video) {
    if (!video.dataset.src) {
      return;
    }
    if (video.dataset.poster) {
      video.poster = video.dataset.poster;
    } else {
      video.preload = "metadata";
    }
    video.src = video.dataset.src;
    delete video.dataset.src;
  }

  /* Puts a small video in the place of the button that asks for it; the focus, if that has it, goes on from there. */
  function showLast(button) {
    const video = document.createElement("video");
    video.className = "wan-video__frame";
    video.muted = true;
    video.playsInline = true;
    video.preload = "metadata";
    video.src = button.dataset.src;
    video.tabIndex = -1;
    video.setAttribute("aria-label", button.closest("figure").querySelector("figcaption").textContent);
    const focused = document.activeElement === button;
    button.replaceWith(video);
    if (focused) {
      video.focus();
    }
  }

  function start() {
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
    document.querySelectorAll("video[data-src]").forEach(function (video) {
      keepSize(video);
      observer.observe(video);
    });
    document.querySelectorAll(".wan-video").forEach(function (section) {
      const last = section.querySelector(".wan-video__last");
      const player = section.querySelector(".wan-video__player");
      if (last) {
        last.addEventListener("click", function () {
          showLast(last);
        });
        player.addEventListener(
          "play",
          function () {
            if (last.isConnected) {
              showLast(last);
            }
          },
          { once: true },
        );
      }
    });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
