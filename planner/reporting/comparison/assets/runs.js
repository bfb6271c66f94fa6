"use strict";
// One map a run. What is drawn comes from outside; scales are the same for all maps.

const LEAST = 9, MOST = 30;  // pixels across a plant
const MORE = "#17517e", LESS = "#c4622d";
const QUIET_SIZES = { candidate: 9, closed: 11, none: 6 };

// Pixels across the symbol of a plant: its area grows with its capacity.
function plantSize(standing, capacity, largest) {
  if (QUIET_SIZES[standing]) return QUIET_SIZES[standing];
  return largest > 0 ? Math.max(MOST * Math.sqrt(capacity / largest), LEAST) : LEAST;
}

function drawing(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function plantSymbol(data, role, standing, size, differs) {
  const [fill, edge] = data.standings[standing];
  const thin = 1.1 / size * 2.3;
  const svg = drawing("svg", { viewBox: "-1.15 -1.15 2.3 2.3", width: size, height: size, "aria-hidden": "true" },
    drawing("path", { d: data.paths[role], fill, stroke: edge, "stroke-width": thin * (standing === "built" || standing === "closed" ? 1.4 : 1), "stroke-linejoin": "round" }));
  if (differs) svg.prepend(drawing("circle", { r: 1 + 5.5 / size * 2.3 / 2, fill: "none", stroke: "#1f75c4", "stroke-width": 4 / size }));
  return svg;
}

// What stands at each site in a period: the word that ranks first, and the capacity in all.
function atSites(data, run, period) {
  const found = data.sites.map(() => ({ standing: "none", capacity: 0, plants: [] }));
  for (const plant of run.plants) {
    const site = found[plant.site], word = plant.standing[period];
    if (data.rank.indexOf(word) < data.rank.indexOf(site.standing)) site.standing = word;
    site.capacity += plant.capacity[period];
    site.plants.push(plant);
  }
  return found;
}

class RunMap {
  constructor(node, data, choose) {
    this.data = data;
    this.map = L.map(node, { zoomSnap: 0.25, minZoom: 1, maxZoom: 11, zoomAnimation: false, fadeAnimation: false, attributionControl: false });
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
    L.control.attribution({ prefix: false, position: "bottomleft" }).addAttribution("Natural Earth").addTo(this.map);
    this.map.fitBounds(data.frame, { animate: false });
    this.land();
    this.arrows = L.layerGroup().addTo(this.map);
    this.renderer = L.svg({ padding: 1 });
    this.ways = new Map();
    this.markers = data.sites.map((site, place) => {
      const marker = L.marker(site.at, { keyboard: true, riseOnHover: true });
      marker.on("click", () => choose(place));
      marker.on("keydown", event => {
        if (event.originalEvent.key !== "Enter" && event.originalEvent.key !== " ") return;
        event.originalEvent.preventDefault();
        choose(place);
      });
      return marker;
    });
  }

  land() {
    const renderer = L.canvas({ padding: 0.6 }), { data } = this;
    for (const [, home, rings] of data.land) {
      const shapes = rings.map(ring => {
        const points = [];
        for (let place = 0; place < ring.length; place += 2) points.push([ring[place], ring[place + 1]]);
        return [points];
      });
      L.polygon(shapes, { renderer, interactive: false, color: data.colours.border, weight: 0.8,
        fillColor: home ? data.colours.home : data.colours.land, fillOpacity: 1, smoothFactor: 1.2 }).addTo(this.map);
    }
  }

  way(flow) {
    const key = flow.origin + " " + flow.destination;
    if (!this.ways.has(key)) this.ways.set(key, greatCircle(this.data.sites[flow.origin].at, this.data.sites[flow.destination].at));
    return this.ways.get(key);
  }

  // Flows: origin, destination, group, tonnes and colour, the widest first.
  drawFlows(flows, largest, words) {
    this.arrows.clearLayers();
    const widths = flows.map(flow => lineWidth(Math.abs(flow.tonnes), largest));
    const asides = sideBySide(flows, widths);
    flows.forEach((flow, place) => {
      const shape = new Ribbon(outline(this.map, this.way(flow), widths[place], asides[place]), {
        renderer: this.renderer, className: "flow", color: "#ffffff", weight: widths[place] > 3 ? 0.6 : 0,
        fillColor: flow.colour, fillOpacity: flow.faint ? 0.12 : 0.85, opacity: flow.faint ? 0 : 0.8, smoothFactor: 0 });
      shape.bindTooltip(() => words(flow), { sticky: true });
      shape.addTo(this.arrows);
    });
  }

  drawSites(sites, busy, differs, chosen, largest, words) {
    const { data } = this;
    this.markers.forEach((marker, place) => {
      const { standing, capacity } = sites[place];
      const quiet = standing === "none" && !busy.has(place);
      const size = Math.round(plantSize(standing, capacity, largest) * (quiet ? 0.75 : 1) * 10) / 10;
      const key = [standing, size, quiet, differs[place], place === chosen].join();
      if (marker.key === key) return;
      marker.key = key;
      marker.setIcon(L.divIcon({ className: "site " + standing + (quiet ? " quiet" : "") + (place === chosen ? " chosen" : "") + (differs[place] ? " differs" : ""),
        html: plantSymbol(data, data.sites[place].role, standing, size, differs[place]), iconSize: [size, size] }));
      marker.setZIndexOffset(1000 * (data.rank.length - data.rank.indexOf(standing)) - Math.round(10 * size) + (place === chosen ? 9000 : 0));
      if (!this.map.hasLayer(marker)) marker.addTo(this.map);
      marker.unbindTooltip().bindTooltip(() => words(place), { direction: "top", offset: [0, -size / 2] });
      const node = marker.getElement();
      node.dataset.site = data.sites[place].name;
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", data.sites[place].name + ", " + data.roles[data.sites[place].role] + ", " + data.standings[standing][2]
        + (differs[place] ? ", differs from the reference" : ""));
    });
  }
}
