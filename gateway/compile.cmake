# How the sources of a room are compiled: `fast` for speed or, where they run once or for a person, `cold` for size;
# `hot` is fast with less hardening (CMakeLists.txt), for the room that every sample passes. And
# which headers of others are compiled once for them, never headers of ours: the standard library for all, with Boost.Asio
# or nlohmann/json for sources that include it, directly or through our headers (a source that does not use
# nlohmann/json still pays 0.3 s for it). A source names every header it needs: the preset `sanitize` builds without this,
# so a forgotten #include does not get far.
option(GATEWARDEN_PRECOMPILE "compile the headers of others once" ON)

set(gatewarden_std_headers
    <algorithm> <any> <array> <charconv> <chrono> <cmath> <cstdint> <deque> <filesystem> <functional> <limits> <map>
    <memory> <optional> <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <variant> <vector>)
set(gatewarden_json_headers <nlohmann/json.hpp>)
# The tests themselves are not optimised, which takes half of the compiler's time; what they test is. FORTIFY would
# warn of that. Not a plain variable: tests/CMakeLists.txt would not see it.
set(gatewarden_test_options -O0 -Wno-cpp CACHE INTERNAL "")
set(gatewarden_asio_headers
    <boost/asio/buffer.hpp> <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/local/stream_protocol.hpp>
    <boost/asio/posix/stream_descriptor.hpp> <boost/asio/post.hpp> <boost/asio/signal_set.hpp>
    <boost/asio/steady_timer.hpp> <boost/asio/write.hpp>)

# Which precompiled headers are for `file`, a path from the root: std, json, or asio, which goes first. Remembered for each
# file. One that is out of date costs time only.
function(gatewarden_headers_of file result)
  get_property(headers GLOBAL PROPERTY gatewarden_headers_of_${file})
  if(NOT headers)
    set(headers std)
    file(STRINGS ${PROJECT_SOURCE_DIR}/${file} includes REGEX "^#include (\"|<boost/asio|<nlohmann/json.hpp)")
    foreach(include ${includes})
      if(include MATCHES "<boost/asio")
        set(header asio)
      elseif(include MATCHES "<nlohmann")
        set(header json)
      elseif(include MATCHES "\"(.+)\"" AND EXISTS ${PROJECT_SOURCE_DIR}/${CMAKE_MATCH_1})
        gatewarden_headers_of(${CMAKE_MATCH_1} header)
      else()
        continue()
      endif()
      if(header STREQUAL asio OR (header STREQUAL json AND headers STREQUAL std))
        set(headers ${header})
      endif()
    endforeach()
    set_property(GLOBAL PROPERTY gatewarden_headers_of_${file} ${headers})
  endif()
  set(${result} ${headers} PARENT_SCOPE)
endfunction()

# The sources of `target` are compiled as `kind` says: fast, hot, cold or test; those named after it as cold.
function(gatewarden_compile_as target kind)
  get_target_property(sources ${target} SOURCES)
  file(RELATIVE_PATH root ${CMAKE_BINARY_DIR} ${PROJECT_SOURCE_DIR}/)
  foreach(source ${sources})
    file(RELATIVE_PATH file ${PROJECT_SOURCE_DIR} ${source})
    get_filename_component(name ${file} NAME_WE)
    set(kind_of_source ${kind})
    if(name IN_LIST ARGN)
      set(kind_of_source cold)
    endif()
    set(options "")
    if(kind_of_source STREQUAL cold)
      list(APPEND options $<$<CONFIG:Release>:-Os>)
    elseif(kind_of_source STREQUAL test)
      list(APPEND options ${gatewarden_test_options})
    endif()
    # An assertion names its file: from the root, so that the program is the same wherever it is built.
    file(STRINGS ${source} assertions REGEX "[^_]assert\\(|__FILE__" LIMIT_COUNT 1)
    if(assertions AND NOT kind STREQUAL test)
      list(APPEND options -ffile-prefix-map=${PROJECT_SOURCE_DIR}/= -ffile-prefix-map=${root}=)
    endif()
    if(kind_of_source STREQUAL hot)
      list(APPEND options ${GATEWARDEN_HARDENING_OF_SAMPLES})
    elseif(GATEWARDEN_PRECOMPILE)
      gatewarden_headers_of(${file} headers)
      if(NOT TARGET gatewarden_precompiled_${kind_of_source}_${headers})
        set(headers std)
      endif()
      set(set_name gatewarden_precompiled_${kind_of_source}_${headers})
      set(precompiled ${CMAKE_BINARY_DIR}/gateway/CMakeFiles/${set_name}.dir/cmake_pch.hxx)
      list(APPEND options -Werror=invalid-pch -include ${precompiled})
      set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${precompiled}.gch)
    endif()
    set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${options}")
  endforeach()
endfunction()

function(gatewarden_precompile kind headers)
  set(name gatewarden_precompiled_${kind}_${headers})
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/nothing.cpp)
  target_link_libraries(${name} PRIVATE gatewarden_flags nlohmann_json::nlohmann_json Boost::headers Threads::Threads)
  target_precompile_headers(${name} PRIVATE ${gatewarden_std_headers})
  if(NOT headers STREQUAL std)
    target_precompile_headers(${name} PRIVATE ${gatewarden_${headers}_headers})
  endif()
  if(headers STREQUAL asio)
    target_compile_definitions(${name} PRIVATE BOOST_ASIO_SEPARATE_COMPILATION)
  endif()
  if(kind STREQUAL cold)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-Os>)
  elseif(kind STREQUAL test)
    target_compile_options(${name} PRIVATE ${gatewarden_test_options})
  endif()
  if(kind STREQUAL test)
    target_precompile_headers(${name} PRIVATE <catch2/catch.hpp>)
    target_link_libraries(${name} PRIVATE Catch2::Catch2)
  endif()
endfunction()

if(GATEWARDEN_PRECOMPILE)
  file(WRITE ${CMAKE_BINARY_DIR}/nothing.cpp "// What the precompiled headers belong to.\n")
  # -fpch-preprocess: so that ccache can follow (with CCACHE_SLOPPINESS=pch_defines,time_macros).
  target_compile_options(gatewarden_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  # Each set takes two or three seconds, which only those win back that twenty sources use; the others do with std.
  gatewarden_precompile(fast std)
  gatewarden_precompile(fast asio)
  gatewarden_precompile(cold std)
  gatewarden_precompile(cold json)
  if(GATEWARDEN_TESTS)
    find_package(Catch2 2 REQUIRED)
    gatewarden_precompile(test std)
    gatewarden_precompile(test json)
    gatewarden_precompile(test asio)
  endif()
endif()
