# How the sources of a room are compiled: `fast` for speed or, where they run once or for a person, `cold` for size; and
# which headers of others are compiled once for them, never headers of ours: the standard library for all, with Boost.Asio
# or nlohmann/json for sources that include it, directly or through our headers (a source that does not use
# nlohmann/json still pays 0.3 s for it). A source names every header it needs: the preset `sanitize` builds without this,
# so a forgotten #include does not get far.
option(GATEWARDEN_PRECOMPILE "compile the headers of others once" ON)

set(gatewarden_std_headers
    <algorithm> <any> <array> <charconv> <chrono> <cmath> <cstdint> <deque> <filesystem> <functional> <limits> <map>
    <memory> <optional> <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <variant> <vector>)
set(gatewarden_json_headers <nlohmann/json.hpp>)
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

# The sources of `target` are compiled as `kind` says: fast, cold or test.
function(gatewarden_compile_as target kind)
  if(kind STREQUAL cold)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
  endif()
  if(NOT GATEWARDEN_PRECOMPILE)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  foreach(source ${sources})
    file(RELATIVE_PATH file ${PROJECT_SOURCE_DIR} ${source})
    gatewarden_headers_of(${file} headers)
    if(NOT TARGET gatewarden_precompiled_${kind}_${headers})
      set(headers std)
    endif()
    set(precompiled ${CMAKE_BINARY_DIR}/gateway/CMakeFiles/gatewarden_precompiled_${kind}_${headers}.dir/cmake_pch.hxx)
    set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "-Winvalid-pch;-include;${precompiled}"
                                OBJECT_DEPENDS ${precompiled}.gch)
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
