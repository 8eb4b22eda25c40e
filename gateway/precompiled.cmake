# Headers of others, compiled once; never headers of ours. A source still names every header it needs: the preset
# `sanitize` builds without this, so a forgotten #include does not get far.
#   plain  the standard library
#   json   and nlohmann/json
#   loop   and Boost.Asio
option(GATEWARDEN_PRECOMPILE "compile the headers of others once" ON)

set(gatewarden_plain_headers
    <algorithm> <any> <array> <charconv> <chrono> <cmath> <cstdint> <deque> <filesystem> <functional> <limits> <map>
    <memory> <optional> <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <variant> <vector>)
set(gatewarden_json_headers ${gatewarden_plain_headers} <nlohmann/json.hpp>)
set(gatewarden_loop_headers
    ${gatewarden_json_headers} <boost/asio/buffer.hpp> <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp>
    <boost/asio/local/stream_protocol.hpp> <boost/asio/posix/stream_descriptor.hpp> <boost/asio/post.hpp>
    <boost/asio/signal_set.hpp> <boost/asio/steady_timer.hpp> <boost/asio/write.hpp>)
set(gatewarden_test_headers ${gatewarden_json_headers} <catch2/catch.hpp>)

function(gatewarden_precompile kind)
  add_library(gatewarden_precompiled_${kind} OBJECT ${CMAKE_BINARY_DIR}/nothing.cpp)
  target_link_libraries(gatewarden_precompiled_${kind} PRIVATE gatewarden_flags ${ARGN})
  target_precompile_headers(gatewarden_precompiled_${kind} PRIVATE ${gatewarden_${kind}_headers})
endfunction()

# The sources of `target` see the headers of `kind`.
function(gatewarden_use_precompiled target kind)
  if(GATEWARDEN_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM gatewarden_precompiled_${kind})
  endif()
endfunction()

if(GATEWARDEN_PRECOMPILE)
  file(WRITE ${CMAKE_BINARY_DIR}/nothing.cpp "// What the precompiled headers belong to.\n")
  # -fpch-preprocess: so that ccache can follow (with CCACHE_SLOPPINESS=pch_defines,time_macros).
  target_compile_options(gatewarden_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  gatewarden_precompile(plain)
  gatewarden_precompile(json nlohmann_json::nlohmann_json)
  gatewarden_precompile(loop nlohmann_json::nlohmann_json Boost::headers Threads::Threads)
  if(GATEWARDEN_TESTS)
    find_package(Catch2 2 REQUIRED)
    gatewarden_precompile(test nlohmann_json::nlohmann_json Catch2::Catch2)
  endif()
endif()
