# Given: BUILD (built tree), CONFIG, VERSION, COMPILER, FLAGS. Everything happens below BUILD/install_test.
set(place ${BUILD}/install_test)
file(REMOVE_RECURSE ${place})

function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failed)
    message(FATAL_ERROR "${what} failed:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

step("installing" ${CMAKE_COMMAND} --install ${BUILD} --config ${CONFIG} --prefix ${place}/prefix)
step("configuring the outside project" ${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR} -B ${place}/build
  -D CMAKE_PREFIX_PATH=${place}/prefix -D CMAKE_BUILD_TYPE=${CONFIG} -D CMAKE_CXX_COMPILER=${COMPILER}
  "-DCMAKE_CXX_FLAGS=${FLAGS}")
step("building the outside project" ${CMAKE_COMMAND} --build ${place}/build)
step("running the outside program" ${place}/build/outside)
if(NOT output STREQUAL "lantian ${VERSION}\n")
  message(FATAL_ERROR "the outside program answered: ${output}")
endif()
step("running the installed program" ${place}/prefix/bin/lantian version)
message(STATUS "installed, found, built and run: lantian ${VERSION}")
