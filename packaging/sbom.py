"""The bill of materials of a bundle, in CycloneDX JSON."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from licences import Licence

_TYPES = {
    "package": ComponentType.LIBRARY,
    "library": ComponentType.LIBRARY,
    "model": ComponentType.MACHINE_LEARNING_MODEL,
}
_PURL_TYPES = {"package": "pypi", "library": "deb"}
_NOT_IN_INDEX = {"Python", "PyInstaller bootloader"}


def write(path: Path, version: str, moment: datetime, parts: Iterable[Licence]) -> None:
    """Write what a bundle is made of. The same parts at the same moment give the same file.

    Args:
        path: The file.
        version: Of the program.
        moment: When its source was changed last.
        parts: What is in the bundle.
    """
    make_licence = LicenseFactory().make_from_string
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_OID, f"tongsheng {version} {moment}"))
    bom.metadata.timestamp = moment
    program = Component(
        name="tongsheng",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="tongsheng",
        licenses=[make_licence("Apache-2.0")],
    )
    bom.metadata.component = program
    components = []
    for part in parts:
        purl_type = _PURL_TYPES.get(part.kind) if part.name not in _NOT_IN_INDEX else None
        component = Component(
            name=part.name,
            version=part.version or None,
            type=_TYPES[part.kind],
            bom_ref=f"{part.kind}:{part.name}@{part.version}",
            purl=PackageURL(
                purl_type, "debian" if purl_type == "deb" else None, part.name, part.version
            )
            if purl_type
            else None,
            licenses=[make_licence(part.licence)],
        )
        bom.components.add(component)
        components.append(component)
    bom.register_dependency(program, components)
    output = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    path.write_text(output.output_as_string(indent=1) + "\n", encoding="utf-8")
