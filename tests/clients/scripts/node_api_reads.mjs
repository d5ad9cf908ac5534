// What node-app-store-connect-api reads: every page of the apps, and reviews. Prints JSON.
import { api } from "node-app-store-connect-api";

const key = JSON.parse(process.env.KEY);
const { readAll } = await api({ issuerId: key.issuer_id, apiKey: key.key_id, privateKey: key.private_key });
const apps = await readAll("apps?limit=4");
const reviews = await readAll(`apps/${apps.data[0].id}/customerReviews?filter[territory]=CHE&limit=3`);
console.log(JSON.stringify({ apps: apps.data.map((one) => one.attributes.bundleId), reviews: reviews.data.length }));
