# Writes version.hpp from its template. Given: GIT (program or empty), PROJECT_VERSION, SOURCE (root of the tree), OUTPUT.
set(LANTIAN_COMMIT "unknown")
if(GIT AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${GIT} describe --always --dirty WORKING_DIRECTORY ${SOURCE}
    OUTPUT_VARIABLE described RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT failed)
    set(LANTIAN_COMMIT ${described})
  endif()
endif()
configure_file(${SOURCE}/core/base/version.hpp.in ${OUTPUT} @ONLY)
