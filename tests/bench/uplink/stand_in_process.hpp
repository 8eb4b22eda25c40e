// The service's stand-in on a broker of this machine, in a process of its own: its CPU is not the bench's.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/mqtt/session.hpp"
#include "tests/support/child_process.hpp"

namespace bench {

gatewarden::mqtt::Target on_loopback(std::uint16_t port, std::string client_id);

// `floor`: reports of a thing that follow sooner are throttled.
gatewarden::test::ChildProcess start_stand_in(std::uint16_t port, gatewarden::Duration floor);

}  // namespace bench
