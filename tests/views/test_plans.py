from tests.cast import an_announced_plan, filed, shown

def test_smoke(visitor, cast):
    plan = an_announced_plan(cast)
    shown(filed(plan).comment, cast)
    filed(plan)
    for address in ("/", "/planes/plan-de-prueba", "/planes/plan-de-prueba/acciones/1.1", "/planes/plan-de-prueba/acciones/2.1.1",
        "/planes/plan-de-prueba/observaciones","/planes/plan-de-prueba/cambios","/planes/plan-de-prueba/ediciones","/planes/plan-de-prueba/ediciones/1",
        "/planes/plan-de-prueba/ediciones/1.json","/observaciones/CMC-2026-000001","/observaciones/CMC-2026-000002","/registro","/registro?entrada=1","/registro?entrada=100", "/registro.json","/datos","/paginas/privacidad"):
        page = visitor.get(address)
        print(address, len(page.html)); print(page.words[:3000]); print()
