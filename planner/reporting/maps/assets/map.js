"use strict";
// The map, its controls, and what happens when they are used.

(function () {
  const byId = id => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const flows = data.flows.map(rows => summed(rows, data.products));
  const plan = { data, flows };
  const largest = Math.max(0, ...flows.flat().map(flow => flow.tonnes));
  const busy = data.periods.map((_, period) => new Set(flows[period].flatMap(flow => [flow.origin, flow.destination])));
  const hidden = new Set();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = window.matchMedia("(max-width: 860px)");
  let wide = false, period = 0, chosen = null, timer = null;

  const map = L.map("map", { zoomSnap: 0.25, minZoom: 1, maxZoom: 11, zoomAnimation: !still, attributionControl: false });
  L.control.attribution({ prefix: false }).addAttribution("Natural Earth").addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  byId("legend").open = window.innerWidth > 1000;
  function fitFrame() {
    map.fitBounds(data.frame, { animate: false });
    const [west, east] = [data.frame[0], data.frame[1]].map(corner => map.latLngToContainerPoint(corner).x);
    const spare = Math.max(0, (map.getSize().x - (east - west)) / 2), legend = byId("legend");
    if (legend.open) map.panBy([-Math.min(spare, legend.offsetWidth / 2), 0], { animate: false });
  }

  const drawLand = L.canvas({ padding: 0.6 });
  for (const [, home, rings] of data.land) {
    const shapes = rings.map(ring => {
      const points = [];
      for (let place = 0; place < ring.length; place += 2) points.push([ring[place], ring[place + 1]]);
      return [points];
    });
    L.polygon(shapes, { renderer: drawLand, interactive: false, color: data.colours.border, weight: 0.8,
      fillColor: home ? data.colours.home : data.colours.land, fillOpacity: 1, smoothFactor: 1.2 }).addTo(map);
  }

  // Flows: drawn anew when the period, the groups or the zoom change.
  const layer = L.layerGroup().addTo(map);
  const ways = new Map();
  function wayOf(flow) {
    const key = flow.origin + " " + flow.destination;
    if (!ways.has(key)) ways.set(key, greatCircle(data.sites[flow.origin].at, data.sites[flow.destination].at));
    return ways.get(key);
  }
  const drawFlows = L.svg({ padding: 1 });
  function redraw() {
    layer.clearLayers();
    const shown = flows[period].filter(flow => !hidden.has(flow.group));
    const widths = shown.map(flow => lineWidth(flow.tonnes, largest));
    const asides = sideBySide(shown, widths);
    shown.forEach((flow, place) => {
      const touches = chosen === null || flow.origin === chosen || flow.destination === chosen;
      const shape = new Ribbon(outline(map, wayOf(flow), widths[place], asides[place]), {
        renderer: drawFlows, className: "flow", color: "#ffffff", weight: widths[place] > 3 ? 0.6 : 0,
        fillColor: data.groups[flow.group].colour, fillOpacity: touches ? 0.85 : 0.12, opacity: touches ? 0.8 : 0, smoothFactor: 0 });
      shape.bindTooltip(() => flowText(flow), { sticky: true });
      shape.addTo(layer);
    });
  }
  function flowText(flow) {
    const parts = [...flow.parts].sort((a, b) => b[2] - a[2]);
    return make("div", {}, make("strong", {}, data.sites[flow.origin].name + " \u2192 " + data.sites[flow.destination].name),
      make("div", {}, swatch(data.groups[flow.group].colour), data.groups[flow.group].name + ": " + tonnes(flow.tonnes) + " a year"),
      ...parts.slice(0, 4).map(([product, mode, amount]) =>
        make("div", {}, data.products[product].name + ", " + data.modes[mode] + ": " + tonnes(amount))),
      parts.length > 4 ? make("div", {}, "and " + (parts.length - 4) + " more") : null);
  }

  // Sites.
  const sizes = { built: 18, standing: 14, closed: 12, candidate: 10, none: 9 };
  const depth = { built: 400, standing: 300, closed: 200, candidate: 100, none: 0 };
  const markers = data.sites.map((site, place) => {
    const marker = L.marker(site.at, { keyboard: true, title: site.name, alt: site.name, riseOnHover: true });
    marker.on("click", () => choose(place));
    marker.on("keydown", event => {
      if (event.originalEvent.key !== "Enter" && event.originalEvent.key !== " ") return;
      event.originalEvent.preventDefault();
      choose(place);
    });
    return marker;
  });
  function symbol(role, standing, size) {
    const [fill, edge] = data.standings[standing];
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of [["viewBox", "-1.15 -1.15 2.3 2.3"], ["width", size], ["height", size], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of [["d", data.paths[role]], ["fill", fill], ["stroke", edge], ["stroke-width", standing === "built" || standing === "closed" ? 0.22 : 0.16], ["stroke-linejoin", "round"]]) path.setAttribute(name, value);
    svg.append(path);
    return svg;
  }
  function mark() {
    markers.forEach((marker, place) => {
      const site = data.sites[place], standing = site.standing[period];
      const quiet = standing === "none" && !busy[period].has(place);
      const size = sizes[standing] * (quiet ? 0.75 : 1);
      const key = standing + quiet + (place === chosen);
      if (marker.key !== key) {
        marker.key = key;
        marker.setIcon(L.divIcon({ className: "site " + standing + (quiet ? " quiet" : "") + (place === chosen ? " chosen" : ""),
          html: symbol(site.role, standing, size), iconSize: [size, size] }));
        marker.setZIndexOffset(depth[standing] + (place === chosen ? 900 : 0));
        if (!map.hasLayer(marker)) marker.addTo(map);
        const node = marker.getElement();
        node.dataset.site = site.name;
        node.setAttribute("role", "button");
        node.setAttribute("aria-label", site.name + ", " + data.roles[site.role] + ", " + data.standings[standing][2]);
      }
    });
  }

  // Names of the sites where the plan builds, the largest first, where there is room.
  const names = L.layerGroup().addTo(map);
  const ruler = document.createElement("canvas").getContext("2d");
  const rank = data.sites.map((_, place) => Math.max(0, ...data.plants.filter(plant => plant.site === place).flatMap(plant => plant.capacity)));
  function write() {
    names.clearLayers();
    const size = map.getSize(), corner = map.containerPointToLayerPoint([0, 0]), legend = byId("legend");
    const inside = box => box[0] > corner.x && box[1] > corner.y && box[2] < corner.x + size.x && box[3] < corner.y + size.y;
    ruler.font = "600 11px " + getComputedStyle(document.body).fontFamily;
    const taken = [[corner.x, corner.y + legend.offsetTop, corner.x + legend.offsetLeft + legend.offsetWidth, corner.y + size.y]], hit = box => taken.some(other => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
    const wanted = data.sites.map((_, place) => place).filter(place => data.sites[place].standing[period] === "built").sort((a, b) => rank[b] - rank[a]);
    for (const place of wanted) {
      const { x, y } = map.latLngToLayerPoint(data.sites[place].at);
      taken.push([x - 8, y - 8, x + 8, y + 8]);
    }
    for (const place of wanted.slice(0, narrow.matches || wide ? 3 : 12)) {
      const { x, y } = map.latLngToLayerPoint(data.sites[place].at), text = data.sites[place].name;
      const width = ruler.measureText(text).width + 4;
      const spot = [[12, -8], [-12 - width, -8], [-width / 2, -26], [-width / 2, 10], [10, -22], [10, 6], [-10 - width, -22], [-10 - width, 6]]
        .find(([right, down]) => [[x + right, y + down, x + right + width, y + down + 16]].every(box => inside(box) && !hit(box)));
      if (!spot) continue;
      taken.push([x + spot[0], y + spot[1], x + spot[0] + width, y + spot[1] + 16]);
      L.marker(data.sites[place].at, { interactive: false, keyboard: false, zIndexOffset: 500,
        icon: L.divIcon({ className: "name", html: make("span", { "aria-hidden": "true" }, text), iconSize: [width, 16], iconAnchor: [-spot[0], -spot[1]] }) }).addTo(names);
    }
  }

  function show() {
    const name = data.periods[period].name;
    byId("period").value = period;
    byId("period").setAttribute("aria-valuetext", name);
    byId("now").textContent = name;
    mark();
    redraw();
    write();
    fillPanel();
  }
  function fillPanel() {
    const panel = byId("panel"), top = panel.scrollTop, inside = panel.contains(document.activeElement);
    panel.classList.toggle("open", chosen !== null);
    panel.replaceChildren(...(chosen === null ? overview(plan, period, choose) : siteDetails(plan, chosen, period, choose, unchoose)));
    panel.scrollTop = top;
    if (inside) panel.querySelector("h2").focus({ preventScroll: true });
  }
  function choose(site) {
    chosen = site;
    mark(); redraw(); fillPanel();
    byId("panel").scrollTop = 0;
    byId("panel").querySelector("h2").focus({ preventScroll: true });
    if (narrow.matches) byId("map").scrollIntoView({ block: "start" });
    if (!map.getBounds().contains(data.sites[site].at)) map.panTo(data.sites[site].at);
  }
  function unchoose() {
    const before = chosen;
    chosen = null;
    mark(); redraw(); fillPanel();
    markers[before].getElement().focus({ preventScroll: true });
  }
  map.on("click", () => { if (chosen !== null) unchoose(); });
  byId("legend").addEventListener("toggle", () => write());
  document.addEventListener("keydown", event => { if (event.key === "Escape" && chosen !== null) unchoose(); });

  // Period: slider, play.
  const slider = byId("period");
  slider.max = data.periods.length - 1;
  slider.addEventListener("input", () => { period = Number(slider.value); show(); });
  byId("ticks").append(...data.periods.map(when => make("span", {}, when.name)));
  const icon = playing => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16"); svg.setAttribute("width", 16); svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", playing ? "M3 2h4v12H3zM9 2h4v12H9z" : "M4 2l10 6-10 6z");
    path.setAttribute("fill", "currentColor");
    svg.append(path);
    return svg;
  };
  const play = byId("play");
  function setPlaying(playing) {
    clearInterval(timer);
    timer = playing ? setInterval(() => {
      if (period >= data.periods.length - 1) { setPlaying(false); return; }
      period += 1; show();
    }, 1400) : null;
    play.setAttribute("aria-pressed", String(playing));
    play.setAttribute("aria-label", playing ? "Pause" : "Play the periods");
    play.replaceChildren(icon(playing));
  }
  play.addEventListener("click", () => {
    const playing = timer === null;
    if (playing && period >= data.periods.length - 1) { period = 0; show(); }
    setPlaying(playing);
  });
  setPlaying(false);
  if (data.periods.length < 2) { play.hidden = true; slider.disabled = true; }

  // Product groups.
  byId("groups").append(...data.groups.map((group, place) => make("button", { type: "button", "aria-pressed": "true", onclick: event => {
    if (hidden.has(place)) hidden.delete(place); else hidden.add(place);
    event.currentTarget.setAttribute("aria-pressed", String(!hidden.has(place)));
    redraw();
  } }, swatch(group.colour), group.name)));

  // Extent and legend.
  const everything = L.latLngBounds(data.sites.map(site => site.at)).extend(data.frame).pad(0.05);
  byId("extent").addEventListener("click", () => {
    wide = !wide;
    if (wide) map.fitBounds(everything); else fitFrame();
    byId("extent").textContent = wide ? "Core of the network" : "Whole network";
  });
  if (data.sites.every(site => site.near)) byId("extent").hidden = true;
  byId("standings").append(...Object.entries(data.standings).map(([name, look]) =>
    make("li", {}, symbol(data.roles.length > 1 ? 1 : 0, name, Math.max(12, sizes[name])), look[2])));
  byId("roles").append(...data.roles.map((role, place) => make("li", {}, symbol(place, "none", 14), role)));
  byId("widths").append(...[1, 0.25, 0.025].filter(() => largest > 0).map(share => {
    const power = 10 ** Math.floor(Math.log10(largest * share));
    const amount = [5, 3, 2, 1].map(step => step * power).find(value => value <= largest * share * 1.0001) || power;
    const width = lineWidth(amount, largest), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 -8 56 16"); svg.setAttribute("width", 56); svg.setAttribute("height", 16);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", `M0 ${-width / 2}L56 ${-width * THIN / 2}V${width * THIN / 2}L0 ${width / 2}Z`);
    path.setAttribute("fill", data.colours.muted);
    svg.append(path);
    return make("li", {}, svg, tonnes(amount) + " a year");
  }));
  fitFrame();

  map.on("zoomend", redraw);
  map.on("moveend", write);
  show();
  document.body.dataset.ready = "yes";
})();
