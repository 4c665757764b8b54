/*
 * Shows a video beside that of an earlier build: both play in step, side by side, with a wipe between them, or as the
 * difference of their pixels. Nothing is loaded before somebody asks for it.
 */
(function () {
  "use strict";

  /* The service's own speed, for a file that doesn't tell its own. */
  const USUAL_RATE = 16;

  /* The two may be apart by half a frame; beyond that the earlier one is put in step. */
  const MAX_DRIFT = 0.5;

  function text(pattern, values) {
    return pattern.replace(/\{(\d)\}/g, function (whole, index) {
      return values[Number(index)];
    });
  }

  function Comparison(box) {
    const view = document.getElementById("wan-compare-view").content.firstElementChild.cloneNode(true);
    const find = view.querySelector.bind(view);
    this.box = box;
    this.view = view;
    this.mine = find(".wan-compare__mine video");
    this.theirs = find(".wan-compare__theirs video");
    this.stage = find(".wan-compare__stage");
    this.wipe = find(".wan-compare__wipe");
    this.position = find(".wan-compare__position");
    this.playButton = find("[data-action=play]");
    this.time = find(".wan-compare__time");
    this.choice = find(".wan-compare__choice");
    this.problem = find(".wan-compare__problem");
    this.rate = Number(box.dataset.rate) || USUAL_RATE;
    this.frames = Number(box.dataset.frames) || 0;
    this.speed = 1;
    this.playing = false;
    this.listen(find);
    this.mine.src = box.dataset.mine;
    this.name("mine", box.dataset.mineName);
    this.addChoice(box.dataset.theirsName, box.dataset.theirs);
    this.choose();
    this.loadChoices();
    this.show();
  }

  Comparison.prototype.listen = function (find) {
    const self = this;
    this.view.querySelectorAll("button[data-mode]").forEach(function (button) {
      button.addEventListener("click", function () {
        self.setMode(button.dataset.mode);
      });
    });
    find("[data-action=back]").addEventListener("click", function () {
      self.step(-1);
    });
    find("[data-action=forward]").addEventListener("click", function () {
      self.step(1);
    });
    this.playButton.addEventListener("click", function () {
      self.toggle();
    });
    this.position.addEventListener("input", function () {
      self.pause();
      self.seek(Number(self.position.value));
    });
    this.wipe.querySelector("input").addEventListener("input", function (event) {
      self.stage.style.setProperty("--wan-wipe", event.target.value + "%");
    });
    find(".wan-compare__rate").addEventListener("change", function (event) {
      self.speed = Number(event.target.value);
      self.mine.playbackRate = self.speed;
      self.theirs.playbackRate = self.speed;
    });
    this.choice.addEventListener("change", function () {
      self.choose();
    });
    this.view.addEventListener("keydown", function (event) {
      self.key(event);
    });
    this.mine.addEventListener("loadedmetadata", function () {
      self.frames = self.frames || Math.max(1, Math.round(self.mine.duration * self.rate));
      self.show();
    });
    this.theirs.addEventListener("loadedmetadata", function () {
      self.theirs.playbackRate = self.speed;
      self.seekTheirs(self.mine.currentTime);
      if (self.playing) {
        self.start(self.theirs);
      }
    });
    this.mine.addEventListener("ended", function () {
      self.pause();
    });
    [this.mine, this.theirs].forEach(function (video) {
      video.addEventListener("seeked", function () {
        self.show();
      });
      video.addEventListener("error", function () {
        self.problem.hidden = false;
      });
    });
  };

  Comparison.prototype.addChoice = function (name, address) {
    const option = document.createElement("option");
    option.textContent = name;
    option.value = address;
    this.choice.append(option);
  };

  /* The older builds are looked up once somebody compares. Without them there is the last one. */
  Comparison.prototype.loadChoices = function () {
    const self = this;
    fetch(this.box.dataset.choices)
      .then(function (response) {
        return response.ok ? response.json() : [];
      })
      .then(function (builds) {
        builds
          .filter(function (build) {
            return build.address !== self.box.dataset.theirs;
          })
          .forEach(function (build) {
            self.addChoice(build.name, build.address);
          });
      })
      .catch(function (failure) {
        console.warn("The earlier builds can't be listed", failure);
      });
  };

  Comparison.prototype.choose = function () {
    const option = this.choice.selectedOptions[0];
    this.problem.hidden = true;
    this.theirs.src = option.value;
    this.name("theirs", option.textContent);
  };

  /* Says which build's video is on a side, also to those who hear the page. */
  Comparison.prototype.name = function (side, build) {
    this.view.querySelector(".wan-compare__" + side + " figcaption").textContent = build;
    this[side].setAttribute("aria-label", build);
  };

  Comparison.prototype.setMode = function (mode) {
    this.stage.dataset.mode = mode;
    this.wipe.hidden = mode !== "wipe";
    this.view.querySelectorAll("button[data-mode]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    });
  };

  Comparison.prototype.key = function (event) {
    const tag = event.target.tagName;
    if (event.ctrlKey || event.altKey || event.metaKey || tag === "SELECT") {
      return;
    }
    const arrow = event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End";
    if ((tag === "INPUT" && arrow) || (tag === "BUTTON" && event.key === " ")) {
      return; // they have a meaning there already
    }
    switch (event.key) {
      case " ":
        this.toggle();
        break;
      case ",":
      case "ArrowLeft":
        this.step(-1);
        break;
      case ".":
      case "ArrowRight":
        this.step(1);
        break;
      case "Home":
        this.pause();
        this.seek(0);
        break;
      case "End":
        this.pause();
        this.seek(this.frames - 1);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  Comparison.prototype.frame = function () {
    const frame = Math.floor(this.mine.currentTime * this.rate + 0.001);
    return Math.max(0, Math.min(this.frames - 1, frame));
  };

  /* The middle of a frame: its edges may be rounded to the one before. */
  Comparison.prototype.seek = function (frame) {
    const bounded = Math.max(0, Math.min(this.frames - 1, frame));
    this.mine.currentTime = (bounded + 0.5) / this.rate;
    this.seekTheirs(this.mine.currentTime);
    this.show(bounded);
  };

  Comparison.prototype.seekTheirs = function (time) {
    const last = Math.max(0, (this.theirs.duration || Infinity) - MAX_DRIFT / this.rate);
    this.theirs.currentTime = Math.min(time, last);
  };

  Comparison.prototype.step = function (frames) {
    this.pause();
    this.seek(this.frame() + frames);
  };

  Comparison.prototype.start = function (video) {
    const self = this;
    video.play().catch(function (failure) {
      if (failure.name !== "AbortError") { // of a pause right after it
        self.pause();
        self.problem.hidden = false;
      }
    });
  };

  Comparison.prototype.toggle = function () {
    if (this.playing) {
      this.pause();
      this.seek(this.frame());
      return;
    }
    if (this.frame() >= this.frames - 1) {
      this.seek(0);
    }
    this.playing = true;
    this.start(this.mine);
    this.start(this.theirs);
    this.label();
    this.follow();
  };

  Comparison.prototype.pause = function () {
    this.playing = false;
    this.mine.pause();
    this.theirs.pause();
    this.label();
  };

  /* Names what the button does next. The frame is read out when it is stepped to, not each that goes by. */
  Comparison.prototype.label = function () {
    this.time.setAttribute("aria-live", this.playing ? "off" : "polite");
    this.playButton.textContent = this.playing ? this.playButton.dataset.pause : this.playButton.dataset.play;
  };

  /* At each of the screen's pictures: keeps the earlier video in step, and shows the position. */
  Comparison.prototype.follow = function () {
    if (!this.playing) {
      return;
    }
    const drift = this.theirs.currentTime - this.mine.currentTime;
    const over = this.theirs.ended && drift < 0;
    if (!over && !this.theirs.seeking && Math.abs(drift) * this.rate > MAX_DRIFT) {
      this.seekTheirs(this.mine.currentTime);
    }
    this.show();
    requestAnimationFrame(this.follow.bind(this));
  };

  Comparison.prototype.show = function (frame) {
    const shown = frame === undefined ? this.frame() : frame;
    this.position.max = String(Math.max(0, this.frames - 1));
    this.position.value = String(shown);
    const words = text(this.time.dataset.text, [shown + 1, this.frames]);
    if (this.time.textContent !== words) {
      this.time.textContent = words;
      this.position.setAttribute("aria-valuetext", words);
    }
  };

  function start() {
    document.querySelectorAll(".wan-compare").forEach(function (box) {
      const button = box.querySelector(".wan-compare__open");
      let comparison = null;
      button.addEventListener("click", function () {
        if (comparison === null) {
          comparison = new Comparison(box);
          box.append(comparison.view);
        } else {
          comparison.pause();
          comparison.view.hidden = !comparison.view.hidden;
        }
        if (!comparison.view.hidden) {
          comparison.view.focus();
        }
        button.setAttribute("aria-expanded", String(!comparison.view.hidden));
      });
    });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
