# Finds ecCodes: target ecCodes::ecCodes. Looked for by hand, since on Debian 12 its pkg-config file names a folder that is not
# there and its CMake configuration asks for the command line tools.
find_path(ecCodes_INCLUDE_DIR eccodes.h)
find_library(ecCodes_LIBRARY eccodes)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ecCodes REQUIRED_VARS ecCodes_LIBRARY ecCodes_INCLUDE_DIR)
mark_as_advanced(ecCodes_INCLUDE_DIR ecCodes_LIBRARY)
if(ecCodes_FOUND AND NOT TARGET ecCodes::ecCodes)
  add_library(ecCodes::ecCodes UNKNOWN IMPORTED)
  set_target_properties(ecCodes::ecCodes PROPERTIES
    IMPORTED_LOCATION ${ecCodes_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${ecCodes_INCLUDE_DIR})
endif()
