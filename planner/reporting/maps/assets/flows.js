"use strict";
// Flows as tapered curves, wide where goods leave. Widths are pixels, so shapes follow the zoom.

const STEPS = 26, STEPS_FAR = 120, BEND = 0.09, THIN = 0.22, WIDEST = 14, NARROWEST = 1;
const RADIANS = Math.PI / 180;

// Tonnes a year of each origin, destination and group in a period, the largest first.
function summed(flows, products) {
  const found = new Map();
  for (const [origin, destination, product, mode, tonnes] of flows) {
    const key = origin + " " + destination + " " + products[product].group;
    const known = found.get(key);
    if (known) { known.tonnes += tonnes; known.parts.push([product, mode, tonnes]); }
    else found.set(key, { origin, destination, group: products[product].group, tonnes, parts: [[product, mode, tonnes]] });
  }
  return [...found.values()].sort((a, b) => b.tonnes - a.tonnes);
}

function lineWidth(tonnes, largest) {
  return largest > 0 ? Math.max(WIDEST * Math.sqrt(tonnes / largest), NARROWEST) : NARROWEST;
}

// Points along the shortest way over the globe, longitudes without a jump at 180 degrees.
function greatCircle([south, west], [north, east]) {
  const vector = (latitude, longitude) => [
    Math.cos(latitude * RADIANS) * Math.cos(longitude * RADIANS),
    Math.cos(latitude * RADIANS) * Math.sin(longitude * RADIANS),
    Math.sin(latitude * RADIANS)];
  const a = vector(south, west), b = vector(north, east);
  const angle = Math.acos(Math.min(1, Math.max(-1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  const points = [], steps = angle > 0.15 ? STEPS_FAR : STEPS;  // far: over 1,000 km
  for (let step = 0; step <= steps; step++) {
    const t = step / steps;
    let p = a.map((x, k) => x * (1 - t) + b[k] * t);
    if (angle > 1e-6) {
      const one = Math.sin((1 - t) * angle) / Math.sin(angle), other = Math.sin(t * angle) / Math.sin(angle);
      p = a.map((x, k) => x * one + b[k] * other);
    }
    let longitude = Math.atan2(p[1], p[0]) / RADIANS;
    const before = points.length ? points[points.length - 1][1] : west;
    longitude += 360 * Math.round((before - longitude) / 360);
    points.push([Math.atan2(p[2], Math.hypot(p[0], p[1])) / RADIANS, longitude]);
  }
  return points;
}

// The outline of a flow at the present zoom, as latitudes and longitudes.
function outline(map, way, width, aside) {
  const zoom = map.getZoom();
  const line = way.map(point => map.project(point, zoom));
  const length = line[0].distanceTo(line[line.length - 1]) || 1;
  const bend = BEND * length + aside;
  const middle = line.map((point, step) => {
    const t = step / (line.length - 1), [x, y] = heading(line, step);
    const shift = 4 * t * (1 - t) * bend;
    return L.point(point.x - y * shift, point.y + x * shift);
  });
  const left = [], right = [];
  middle.forEach((point, step) => {
    const t = step / (middle.length - 1), [x, y] = heading(middle, step);
    const half = width / 2 * (1 - (1 - THIN) * t);
    left.push(L.point(point.x - y * half, point.y + x * half));
    right.push(L.point(point.x + y * half, point.y - x * half));
  });
  return left.concat(right.reverse()).map(point => map.unproject(point, zoom));
}

function heading(line, step) {
  const a = line[Math.max(step - 1, 0)], b = line[Math.min(step + 1, line.length - 1)];
  const length = a.distanceTo(b) || 1;
  return [(b.x - a.x) / length, (b.y - a.y) / length];
}

// How far right each flow lies, so that groups on one way do not cover each other.
function sideBySide(flows, widths) {
  const taken = new Map();
  return flows.map((flow, place) => {
    const ends = flow.origin + " " + flow.destination, before = taken.get(ends), width = widths[place];
    taken.set(ends, (before === undefined ? width / 2 : before + width) * 1.05);
    return before === undefined ? 0 : before + width / 2;
  });
}

// A polygon drawn to the fraction of a pixel: Leaflet rounds to whole ones, which tears thin shapes.
const Ribbon = L.Polygon.extend({
  _updatePath() {
    const origin = this._map.getPixelOrigin();
    const points = this.getLatLngs()[0].map(place => this._map.project(place).subtract(origin));
    this._renderer._setPath(this, "M" + points.map(p => p.x.toFixed(2) + " " + p.y.toFixed(2)).join("L") + "Z");
  }
});
