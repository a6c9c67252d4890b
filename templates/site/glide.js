"use strict";
// From some numbers to others, ever slower, in some milliseconds; at once for who wants no movement. Gives what stops it.
globalThis.glide = (from, to, duration, draw) => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const begin = performance.now();
  let waiting = 0;
  const frame = (now) => {
    const part = still.matches ? 1 : Math.min(Math.max(now - begin, 0) / duration, 1);
    const eased = 1 - (1 - part) ** 3;
    draw(to.map((value, i) => from[i] + (value - from[i]) * eased));
    if (part < 1) waiting = requestAnimationFrame(frame);
  };
  frame(begin);
  return () => cancelAnimationFrame(waiting);
};
