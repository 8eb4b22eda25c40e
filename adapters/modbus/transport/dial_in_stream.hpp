// A device that opens the connection itself: a 4G meter, a serial server behind an address that changes. One
// connection at a time. Whoever calls while the device is there is turned away, unless nothing has come from
// it for a while: then it has redialled, and the newcomer takes its place.
//
// The port is listened on from the first open() until the end, so that a caller waits in the kernel's queue
// while the link pauses. Anyone who reaches the port can pretend to be the device: give the addresses that
// may call, or keep it in a network of its own.
#pragma once

#include <memory>
#include <vector>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/peer_network.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "gateway/base/clock.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

class DialInStream final : public Stream {
 public:
  // A device that has been silent for this long gives way to a new caller.
  static constexpr Duration kSilence = std::chrono::seconds(10);

  // The clock outlives the stream. `settings.from` holds valid networks only (others match nobody).
  DialInStream(boost::asio::io_context& io, Clock& clock, const DialIn& settings, std::size_t room);
  ~DialInStream() override;

  void open(StreamListener& listener) override;
  void close() override;
  void send(std::span<const std::uint8_t> bytes) override;
  // "10.8.0.1:5020", with the port the kernel chose where 0 was asked for; and who is connected:
  // "10.8.0.1:5020 from 10.8.0.17".
  std::string endpoint() const override;
  std::uint64_t refused() const override;

 private:
  class Acceptor;  // the listening socket and who came through it
  std::shared_ptr<Acceptor> acceptor_;
};

}  // namespace gatewarden::modbus
