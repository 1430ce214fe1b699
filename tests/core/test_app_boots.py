from flask.testing import FlaskClient


def test_health_answers_when_the_database_does(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}
