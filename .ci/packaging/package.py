# Spack recipe: copy to <repo>/packages/lantian/package.py. Built from a checkout: spack dev-build lantian@0.1.0
from spack.package import *


class Lantian(CMakePackage):
    """Atmospheric dispersion and source apportionment."""

    license("Apache-2.0")

    version("0.1.0")

    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type=("build", "run"))
    depends_on("netcdf-c@4.9:")
    depends_on("hdf5@1.10:+hl")
    depends_on("proj@9.1:")
    depends_on("udunits@2.2:")
    depends_on("eccodes@2.28: +aec jp2k=openjpeg")
    depends_on("xxhash")
    depends_on("libdeflate")
    depends_on("eigen@3.4:")
    depends_on("fmt@9:")
    depends_on("spdlog@1.10:")
    depends_on("cli11@2.1:")
    depends_on("nlohmann-json@3.11:")
    depends_on("tomlplusplus@3.3:")

    conflicts("%gcc@:11", msg="C++20 library features need GCC 12 or newer")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define("LANTIAN_TESTS", False),
            self.define("LANTIAN_BENCHMARKS", False),
        ]
