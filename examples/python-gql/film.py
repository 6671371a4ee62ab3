"""Makes a film with gql and follows it. pip install "gql[requests,websockets]==4.0.0" """

import os
import sys

from gql import Client, gql
from gql.transport.requests import RequestsHTTPTransport
from gql.transport.websockets import WebsocketsTransport

URL = os.environ.get("REELWRIGHT_URL", "http://localhost:4000") + "/graphql"
AUTHORIZATION = f"Bearer {os.environ['REELWRIGHT_TOKEN']}"
http = Client(transport=RequestsHTTPTransport(url=URL, headers={"Authorization": AUTHORIZATION}))


def ask(text, variables=None):
    document = gql(text)
    document.variable_values = variables or {}
    return http.execute(document)


workspace = ask("{ workspaces(first: 1) { nodes { id } } }")["workspaces"]["nodes"][0]["id"]
script = sys.argv[1] if len(sys.argv) > 1 else "The sky is blue."
made = ask(
    "mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }",
    {"input": {"workspaceId": workspace, "script": script, "resolution": "P360"}},
)
job = made["generateVideo"]["id"]

socket = WebsocketsTransport(
    url=URL.replace("http", "ws", 1),
    init_payload={"authorization": AUTHORIZATION},
    subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
)
follow = gql("subscription ($id: ID!) { jobProgress(jobId: $id) { status progress } }")
follow.variable_values = {"id": job}
for event in Client(transport=socket).subscribe(follow):
    print(event["jobProgress"]["status"], event["jobProgress"]["progress"])

film = ask("query ($id: ID!) { job(id: $id) { video { downloadUrl } } }", {"id": job})
print(film["job"]["video"]["downloadUrl"])
