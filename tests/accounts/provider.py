"""A real identity provider in a process of its own, which can be told to misbehave.

`oidc-provider-mock` does the protocol. Around it: PKCE is held to its word, answers may carry `iss`, and the token
that goes out may be twisted: `PUT /twist` with what to change.
"""

import base64
import hashlib
import json
import sys
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

DISCOVERY = "/.well-known/openid-configuration"


def made() -> flask.Flask:
    app: flask.Flask = oidc_provider_mock.app()
    twist: dict[str, Any] = {}
    challenges: dict[str, str] = {}
    keys: list[Any] = [RSAKey.generate_key(2048, {"kid": "first"})]
    stranger = RSAKey.generate_key(2048, {"kid": "first"})

    @app.put("/twist")  # type: ignore[untyped-decorator, unused-ignore]
    def set_twist() -> str:
        twist.clear()
        twist.update(flask.request.get_json())
        if twist.get("rotate"):
            keys[:] = [RSAKey.generate_key(2048, {"kid": f"key-{time.time()}"})]
        return ""

    @app.before_request  # type: ignore[untyped-decorator, unused-ignore]
    def hold() -> Any:
        if twist.get("slow") and flask.request.path in twist["slow"]:
            time.sleep(30)
        if flask.request.path == "/oauth2/token":
            form = flask.request.form
            proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            wanted = challenges.pop(form.get("code", ""), None)
            if wanted != base64.urlsafe_b64encode(proof).decode().rstrip("="):
                return {"error": "invalid_grant"}, 400
        return None

    def signed(claims: dict[str, Any]) -> str:
        way = twist.get("sign", "RS256")
        if way == "none":
            head = base64.urlsafe_b64encode(b'{"alg":"none","kid":"first"}').decode().rstrip("=")
            return f"{head}.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}."
        if way == "HS256":  # with the public key as the secret
            secret = OctKey.import_key(keys[0].as_pem(private=False))
            return jwt.encode({"alg": "HS256", "kid": keys[0].kid}, claims, secret)
        by = stranger if way == "stranger" else keys[0]
        return jwt.encode({"alg": "RS256", "kid": by.kid}, claims, by)

    @app.after_request  # type: ignore[untyped-decorator, unused-ignore]
    def twisted(answer: flask.Response) -> flask.Response:
        path = flask.request.path
        if path == "/oauth2/authorize" and "Location" in answer.headers:
            place = answer.headers["Location"]
            for code in parse_qs(urlsplit(place).query).get("code", []):
                challenges[code] = flask.request.args.get("code_challenge", "")
            if "iss" in twist:
                answer.headers["Location"] = f"{place}&iss={twist['iss']}&session_state=more"
        elif path == DISCOVERY:
            answer.set_data(json.dumps({**answer.get_json(), **twist.get("discovery", {})}))
        elif path == "/jwks":
            answer.set_data(json.dumps(KeySet(keys).as_dict(private=False)))
        elif path == "/oauth2/token" and answer.status_code == 200:
            told = answer.get_json()
            body = told["id_token"].split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
            claims |= twist.get("claims", {})
            claims = {name: value for name, value in claims.items() if name not in twist.get("without", ())}
            answer.set_data(json.dumps({**told, "id_token": signed(claims)}))
        return answer

    return app


if __name__ == "__main__":
    made().run(port=int(sys.argv[1]), threaded=True, debug=False)
