// Opens a connection to a bus and asks for what is listened to there. Only Bus uses it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/base/result.hpp"

namespace sdbus {
class IConnection;
class Message;
}  // namespace sdbus

namespace gatewarden::ble {

inline constexpr const char* kBluez = "org.bluez";

enum class BusTopic : std::uint8_t {
  owner,    // NameOwnerChanged of org.bluez
  signals,  // of its objects
};

struct OpenedBus {
  std::shared_ptr<sdbus::IConnection> connection;
  std::string owner;  // of org.bluez: its own name on the bus; empty: nobody has the name
};

// On a thread, since the library waits for the bus, for 20 s at most. `take` is called where the connection is worked on
// later, `done` on the loop.
void open_bus(boost::asio::io_context& io, const std::string& address,
              std::function<void(BusTopic, sdbus::Message&)> take,
              std::function<void(Result<OpenedBus>)> done);

}  // namespace gatewarden::ble
