# How a room's sources are compiled: for speed or, if they run once or for a person, for size; and which foreign
# headers, never ours, are precompiled for them. A source still names every header it needs: the preset
# `sanitize` builds without precompiled ones and finds a forgotten #include.
#   fast       the standard library
#   fast_loop  and nlohmann/json and Boost.Asio
#   cold       for size; the standard library and nlohmann/json
#   cold_loop  for size; and Boost.Asio
option(GATEWARDEN_PRECOMPILE "compile the headers of others once" ON)

set(gatewarden_fast_headers
    <algorithm> <any> <array> <charconv> <chrono> <cmath> <cstdint> <deque> <filesystem> <functional> <limits> <map>
    <memory> <optional> <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <variant> <vector>)
set(gatewarden_cold_headers ${gatewarden_fast_headers} <nlohmann/json.hpp>)
set(gatewarden_fast_loop_headers
    ${gatewarden_cold_headers} <boost/asio/buffer.hpp> <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp>
    <boost/asio/local/stream_protocol.hpp> <boost/asio/posix/stream_descriptor.hpp> <boost/asio/post.hpp>
    <boost/asio/signal_set.hpp> <boost/asio/steady_timer.hpp> <boost/asio/write.hpp>)
set(gatewarden_cold_loop_headers ${gatewarden_fast_loop_headers})
set(gatewarden_test_headers ${gatewarden_cold_headers} <catch2/catch.hpp>)

function(gatewarden_compile_as target kind)
  if(kind MATCHES "^cold")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
  endif()
  if(GATEWARDEN_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM gatewarden_precompiled_${kind})
  endif()
endfunction()

function(gatewarden_precompile kind)
  add_library(gatewarden_precompiled_${kind} OBJECT ${CMAKE_BINARY_DIR}/nothing.cpp)
  target_link_libraries(gatewarden_precompiled_${kind} PRIVATE gatewarden_flags nlohmann_json::nlohmann_json ${ARGN})
  target_precompile_headers(gatewarden_precompiled_${kind} PRIVATE ${gatewarden_${kind}_headers})
  if(kind MATCHES "^cold")
    target_compile_options(gatewarden_precompiled_${kind} PRIVATE $<$<CONFIG:Release>:-Os>)
  endif()
endfunction()

if(GATEWARDEN_PRECOMPILE)
  file(WRITE ${CMAKE_BINARY_DIR}/nothing.cpp "// What the precompiled headers belong to.\n")
  # ccache needs -fpch-preprocess (with CCACHE_SLOPPINESS=pch_defines,time_macros).
  target_compile_options(gatewarden_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  foreach(kind fast fast_loop cold cold_loop)
    gatewarden_precompile(${kind} Boost::headers Threads::Threads)
  endforeach()
  if(GATEWARDEN_TESTS)
    find_package(Catch2 2 REQUIRED)
    gatewarden_precompile(test Catch2::Catch2)
  endif()
endif()
