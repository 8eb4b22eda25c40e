#include "tests/bench/uplink/stand_in_process.hpp"

#include <boost/asio/io_context.hpp>
#include <utility>

#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/stand_in/stand_in.hpp"

namespace bench {

gatewarden::mqtt::Target on_loopback(std::uint16_t port, std::string client_id) {
  gatewarden::mqtt::Target made;
  made.host = "127.0.0.1";
  made.port = port;
  made.client_id = std::move(client_id);
  return made;
}

gatewarden::test::ChildProcess start_stand_in(std::uint16_t port, gatewarden::Duration floor) {
  return gatewarden::test::ChildProcess::function([port, floor] {
    boost::asio::io_context io;
    gatewarden::SystemClock clock(io);
    gatewarden::StandInSettings settings;
    settings.target = on_loopback(port, "stand-in");
    settings.floor = floor;
    gatewarden::StandIn stand_in(settings, clock, gatewarden::mqtt::mosquitto_sessions(io), 1);
    stand_in.start();
    io.run();
    return 0;
  });
}

}  // namespace bench
