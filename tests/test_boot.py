def test_boot(client):
    assert client.get("/nothing").status_code == 404
