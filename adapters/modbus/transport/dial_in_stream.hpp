// A device that opens the connection itself: a 4G meter, a serial server whose address changes. One
// connection at a time: another caller is refused, unless the device has been silent for a while; then it has
// redialled, and the caller replaces it.
//
// The port listens from the first open() to the end, so callers wait in the kernel's queue while
// the link pauses. Anyone who reaches the port can pretend to be the device: the settings say who may, and where that is
// anybody beyond this machine, the log says so.
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

// Whoever reaches the port from beyond this machine is taken for the device.
bool strangers_may_call(const DialIn& settings);

class DialInStream final : public Stream {
 public:
  // After this silence a new caller replaces the device.
  static constexpr Duration kSilence = std::chrono::seconds(10);

  // The clock outlives the stream. Other texts than networks in `settings.from` match nobody.
  DialInStream(boost::asio::io_context& io, Clock& clock, const DialIn& settings, std::size_t room);
  ~DialInStream() override;

  void open(StreamListener& listener) override;
  void close() override;
  void send(std::span<const std::uint8_t> bytes) override;
  // "10.8.0.1:5020", with the kernel's port if 0 was asked for; when connected "10.8.0.1:5020 from 10.8.0.17".
  std::string endpoint() const override;
  std::uint64_t refused() const override;

 private:
  class Acceptor;
  std::shared_ptr<Acceptor> acceptor_;
};

}  // namespace gatewarden::modbus
