// What appstore-connect-sdk reads: apps, reviews with answers, sales. Prints JSON.
import * as sdk from "appstore-connect-sdk";

const key = JSON.parse(process.env.KEY);
const client = sdk.createClient({
  issuerId: key.issuer_id,
  privateKeyId: key.key_id,
  privateKey: key.private_key,
});
const ok = (answer) => {
  if (answer.error) throw new Error(JSON.stringify(answer.error));
  return answer.data;
};
const apps = ok(await sdk.appsGetCollection({ client, query: { "fields[apps]": ["name", "bundleId"], limit: 200 } }));
const path = { id: apps.data[0].id };
const reviews = ok(
  await sdk.appsCustomerReviewsGetToManyRelated({
    client,
    path,
    query: { include: ["response"], "filter[territory]": ["USA", "AFG"], limit: 7 },
  }),
);
const territories = ok(await sdk.territoriesGetCollection({ client, query: { limit: 200 } }));
console.log(
  JSON.stringify({
    apps: apps.data.map((one) => one.attributes.bundleId),
    reviews: reviews.data.length,
    territories: territories.meta.paging.total,
  }),
);
