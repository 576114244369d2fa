// The outline of Great Britain and its islands for the drawn map, from Natural Earth (public domain).
import { feature } from "topojson-client";

const UNITED_KINGDOM = "826";
const NEAR = { west: -9, south: 49.8, east: 2.2, north: 61 };
const SMALLEST = 0.002; // square degrees, about 15 km²
const round = (degrees) => Math.round(degrees * 1000) / 1000; // about 100 m, finer than the source

const area = (ring) => Math.abs(ring.reduce((sum, [x, y], i) => {
  const [nextX, nextY] = ring[(i + 1) % ring.length];
  return sum + x * nextY - nextX * y;
}, 0) / 2);

const isNear = ([[x, y]]) => x > NEAR.west && x < NEAR.east && y > NEAR.south && y < NEAR.north;

/** GeoJSON (RFC 7946) text of one MultiPolygon; longitude and latitude in degrees, WGS 84. */
export function outline(atlas) {
  const country = atlas.objects.countries.geometries.find(({ id }) => id === UNITED_KINGDOM);
  const { geometry } = feature(atlas, country);
  const coordinates = geometry.coordinates
    .map(([shore]) => shore.map(([x, y]) => [round(x), round(y)]))
    .filter((shore) => isNear(shore) && area(shore) > SMALLEST)
    .map((shore) => [shore]);
  return JSON.stringify({ type: "MultiPolygon", coordinates });
}
