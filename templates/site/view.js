"use strict";
// The view of a diagram: moved, made larger and smaller, brought to what another script shows.
(() => {
  const LARGEST = 4;
  const ENOUGH = 1.25;
  // Below this the smallest words of a picture, 11 pixels high, are hard to read.
  const LEGIBLE = 0.86;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const paper = matchMedia("print");

  const view = (bench) => {
    const stage = bench.querySelector(".drawing");
    const svg = stage.querySelector("svg");
    const tools = bench.querySelector(".tools");
    // The part that is seen starts at (x, y) in the picture's units; scale is how many pixels show one of them.
    let { width, height } = svg.viewBox.baseVal;
    if (!width || !height) return;
    const size = () => [stage.clientWidth, stage.clientHeight];
    let x = 0;
    let y = 0;
    let scale = 0;
    let fitted = true;
    let stop = () => {};

    const full = () => document.fullscreenElement === bench;
    const framed = () => full() || bench.classList.contains("open");
    const whole = () => Math.min(size()[0] / width, size()[1] / height);
    const across = () => Math.min(ENOUGH, size()[0] / width);
    // How large the picture is at first: as wide as there is room, but legible; in full screen all of it.
    const home = () => (full() ? Math.min(ENOUGH, whole()) : Math.max(LEGIBLE, across()));
    const within = (at, seen, all, middle) => {
      if (seen < all) return Math.min(Math.max(at, 0), all - seen);
      return middle ? (all - seen) / 2 : 0;
    };
    const draw = () => {
      const [w, h] = size();
      if (paper.matches) {
        svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
        return;
      }
      if (!w || !h || !scale) return;
      x = within(x, w / scale, width, true);
      y = within(y, h / scale, height, framed());
      svg.setAttribute("viewBox", `${x} ${y} ${w / scale} ${h / scale}`);
      stage.dataset.fitted = fitted;
      stage.dataset.wide = w / scale < width - 1;
    };
    const stand = () => {
      const border = stage.offsetHeight - stage.clientHeight;
      if (!framed()) bench.style.setProperty("--tall", `${Math.ceil(height * home()) + border}px`);
    };
    const start = () => {
      fitted = true;
      stand();
      scale = home();
      x = y = 0;
      draw();
    };
    // All of its width, or, where that is too small to read, one and the other in turn.
    const fit = () => {
      if (!fitted || scale <= across()) {
        start();
        return;
      }
      fitted = false;
      scale = across();
      x = y = 0;
      draw();
    };
    const move = (dx, dy) => {
      const before = [x, y];
      x += dx / scale;
      y += dy / scale;
      draw();
      return [x !== before[0], y !== before[1]];
    };
    const zoom = (factor, cx = size()[0] / 2, cy = size()[1] / 2) => {
      const next = Math.min(Math.max(scale * factor, Math.min(whole(), home())), Math.max(LARGEST, home()));
      x += cx / scale - cx / next;
      y += cy / scale - cy / next;
      scale = next;
      fitted = Math.abs(scale / home() - 1) < 0.001;
      draw();
    };
    const go = (to) => {
      stop();
      stop = glide([x, y, scale], [to.x, to.y, to.scale], 280, (view) => {
        [x, y, scale] = view;
        draw();
      });
    };
    // Brings some parts into sight; where the picture is too small to be read, nearer too.
    const reveal = (parts, near) => {
      const line = parts.find((part) => part.matches(".edge"))?.querySelector(".line");
      const middle = line?.getPointAtLength(line.getTotalLength() / 2);
      const boxes = parts.map((part) => part.getBBox());
      const left = Math.min(...boxes.map((b) => b.x)) - 24;
      const top = Math.min(...boxes.map((b) => b.y)) - 24;
      const right = Math.max(...boxes.map((b) => b.x + b.width)) + 24;
      const bottom = Math.max(...boxes.map((b) => b.y + b.height)) + 24;
      const [w, h] = size();
      const all = Math.min(w / (right - left), h / (bottom - top));
      const to = { x, y, scale: near && scale < LEGIBLE ? Math.max(scale, Math.min(LEGIBLE, all)) : scale };
      if (to.scale !== scale) {
        fitted = false;
        to.x = (left + right - w / to.scale) / 2;
        to.y = (top + bottom - h / to.scale) / 2;
      }
      // Where not all has room, the middle of the arrow, which has its number, has it.
      const shift = (at, seen, low, high, centre) => {
        if (high - low > seen) return (centre ?? (low + high) / 2) - seen / 2;
        return Math.min(Math.max(at, high - seen), low);
      };
      to.x = shift(to.x, w / to.scale, left, right, middle?.x);
      to.y = shift(to.y, h / to.scale, top, bottom, middle?.y);
      to.x = within(to.x, w / to.scale, width, true);
      to.y = within(to.y, h / to.scale, height, framed());
      if (to.x !== x || to.y !== y || to.scale !== scale) go(to);
    };
    // Scrolls the page where the bench is not all in the window. The buttons have their own place, so they stay.
    const settle = () => {
      const { top, bottom } = bench.getBoundingClientRect();
      if (full() || (top >= 0 && bottom <= tools.getBoundingClientRect().top + 1)) return;
      bench.scrollIntoView({ behavior: still.matches ? "instant" : "smooth", block: "start" });
    };

    const at = (event) => {
      const box = stage.getBoundingClientRect();
      return [event.clientX - box.left - stage.clientLeft, event.clientY - box.top - stage.clientTop];
    };
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !full()) return;
      event.preventDefault();
      const lines = event.deltaMode ? 16 : 1;
      zoom(Math.exp(-Math.max(-50, Math.min(50, event.deltaY * lines)) / 100), ...at(event));
    }, { passive: false });

    const fingers = new Map();
    let dragged = false;
    stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      stop();
      fingers.set(event.pointerId, { start: at(event), now: at(event) });
      dragged = false;
    });
    stage.addEventListener("pointermove", (event) => {
      const finger = fingers.get(event.pointerId);
      if (!finger) return;
      const before = finger.now;
      finger.now = at(event);
      const [dx, dy] = [finger.now[0] - before[0], finger.now[1] - before[1]];
      if (fingers.size === 2) {
        const other = [...fingers.values()].find((each) => each !== finger).now;
        const apart = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
        dragged = true;
        move(-dx / 2, -dy / 2);
        zoom(apart(finger.now) / apart(before), (finger.now[0] + other[0]) / 2, (finger.now[1] + other[1]) / 2);
      } else if (dragged || Math.hypot(finger.now[0] - finger.start[0], finger.now[1] - finger.start[1]) > 4) {
        if (!dragged) stage.setPointerCapture(event.pointerId);
        dragged = true;
        const [, down] = move(-dx, -dy);
        // At the picture's end a finger goes on with the page, which it could not reach otherwise.
        if (!down && event.pointerType === "touch" && !full()) {
          scrollBy({ top: -dy, behavior: "instant" });
          finger.now = at(event);
        }
      }
    });
    const lifted = (event) => fingers.delete(event.pointerId);
    addEventListener("pointerup", lifted);
    addEventListener("pointercancel", lifted);
    stage.addEventListener("dragstart", (event) => event.preventDefault());
    stage.addEventListener("click", (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
    }, true);

    const step = 60;
    const turn = () => (document.fullscreenElement ? document.exitFullscreen() : bench.requestFullscreen());
    const keys = {
      ArrowLeft: () => move(-step, 0)[0],
      ArrowRight: () => move(step, 0)[0],
      ArrowUp: () => move(0, -step)[1],
      ArrowDown: () => move(0, step)[1],
      "+": () => zoom(1.25),
      "=": () => zoom(1.25),
      "-": () => zoom(0.8),
      "0": fit,
      f: () => void turn(),
    };
    stage.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
      if (keys[event.key]() !== false) event.preventDefault();
    });
    const does = { in: () => zoom(1.25), out: () => zoom(0.8), fit, full: turn };
    for (const [what, run] of Object.entries(does)) {
      bench.querySelector(`[data-do="${what}"]`).addEventListener("click", run);
    }
    const button = bench.querySelector('[data-do="full"]');
    button.hidden = !document.fullscreenEnabled;
    document.addEventListener("fullscreenchange", () => {
      button.setAttribute("aria-pressed", full());
      fitted = true;
    });

    stage.addEventListener("focusin", (event) => {
      const part = event.target.closest(".row, .card, .edge");
      if (part && !dragged && event.target.matches(":focus-visible")) reveal([part], false);
    });
    const show = () => {
      const lit = [...svg.querySelectorAll(".edge.lit, .row.lit, .card.lit:not(:has(.row.lit)) .head")];
      if (lit.length) reveal(lit, true);
    };
    let before = null;
    bench.addEventListener("choose", ({ detail }) => {
      before ??= { fitted };
      if (fitted || (!detail && before.fitted)) start();
      if (!detail) {
        before = null;
        return;
      }
      settle();
      show();
    });

    bench.addEventListener("redrawn", () => {
      stop();
      ({ width, height } = svg.viewBox.baseVal);
      if (fitted) {
        stand();
        draw();
        go({ x: 0, y: 0, scale: home() });
      } else draw();
    });

    paper.addEventListener("change", draw);

    bench.classList.add("live");
    tools.hidden = false;
    // A picture that is only taller has the same scale, unless it is all in the window.
    let breadth = 0;
    new ResizeObserver(() => {
      const same = size()[0] === breadth && !framed();
      [breadth] = size();
      if (!fitted || same) draw();
      else {
        start();
        if (before) show();
      }
    }).observe(stage);
    start();
  };

  document.querySelectorAll(".bench").forEach(view);
  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".hint").forEach((hint) => { hint.hidden = false; });
  });
})();
