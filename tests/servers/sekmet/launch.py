"""Starts sekmet-fhir as an R5 server on loopback: `python launch.py PORT FOLDER [AUTH]`.

It knows R4; its list of types, search parameters and models are widened to what monofhir emits. AUTH: none, basic,
bearer or smart (the public key of the client is FOLDER/client.pem).
"""

import sys
from pathlib import Path

import fhir.resources
import uvicorn
from sekmet.fhir import common

R5 = {
    "MedicationKnowledge": {"identifier": "token:identifier", "code": "token:code"},
    "Medication": {"identifier": "token:identifier", "code": "token:code"},
    "ClinicalUseDefinition": {"identifier": "token:identifier", "type": "token:type", "subject": "reference:subject"},
    "Group": {"identifier": "token:identifier", "type": "token:type"},
    "DocumentReference": {"identifier": "token:identifier"},
    "Provenance": {"target": "reference:target"},
}

# The other modules take both by name, so these come first.
common.R4_RESOURCE_TYPES |= R5.keys()
common.FHIR_VERSION = "5.0.0"

from sekmet.config import ServerAuth, Settings, SmartClient  # noqa: E402
from sekmet.fhir import search_params, validation  # noqa: E402
from sekmet.main import create_app  # noqa: E402

validation._model = fhir.resources.get_fhir_model_class
for resource, parameters in R5.items():
    search_params.PARAMS[resource] = {
        name: search_params.SearchParam(name, kind, (path,))
        for name, (kind, path) in ((name, text.split(":")) for name, text in parameters.items())
    }

port, folder, auth = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "none"
key = str(folder / "client.pem")
settings = Settings(
    base_url=f"http://127.0.0.1:{port}/fhir",
    data_dir=str(folder),
    log_inbound=False,
    server_auth=ServerAuth(
        types=[auth],
        users={"loader": "open sesame"},
        tokens=["a-token"],
        smart_clients=[SmartClient(client_id="loader", public_key_path=key)] if auth == "smart" else [],
        token_lifetime=31,
    ),
)
settings.simulator.enabled = False
uvicorn.run(create_app(settings), host="127.0.0.1", port=port, log_level="warning")
