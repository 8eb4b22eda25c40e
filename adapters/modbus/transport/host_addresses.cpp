#include "adapters/modbus/transport/host_addresses.hpp"

#include <chrono>
#include <utility>

#include "gateway/base/name_lookups.hpp"

namespace gatewarden::modbus {
namespace {

// Some tries of some name servers (mqtt/connection/name_lookup.hpp limits them). Other devices wait meanwhile.
constexpr Duration kPatience = std::chrono::seconds(15);

bool is_six(const HostAddresses::Endpoint& address) { return address.address().is_v6(); }

}  // namespace

namespace asio = boost::asio;
using boost::system::error_code;

HostAddresses::Lookup HostAddresses::system_lookup(asio::io_context& io) {
  return [&io](const std::string& host, std::uint16_t port, Found found) {
    asio::use_service<NameLookups>(io).start(
        NameLookups::Asker::device, host, port, kPatience,
        [found = std::move(found)](FoundAddresses came) { found(came.error, std::move(came.addresses)); });
  };
}

HostAddresses::HostAddresses(Lookup lookup, std::string host, std::uint16_t port)
    : lookup_(std::move(lookup)), host_(std::move(host)), port_(port) {
  error_code error;
  const auto address = asio::ip::make_address(host_, error);
  is_address_ = !error;
  if (is_address_) addresses_.found({{address, port_}}, is_six);
}

void HostAddresses::find(std::function<void(const std::string& why)> known) {
  known_ = std::move(known);
  sought_ = true;
  const bool late = looking_up_ && !addresses_.empty();
  if (is_address_ || late || std::exchange(fresh_, false)) {
    std::exchange(known_, nullptr)("");
  } else if (!looking_up_) {
    look_up();
  }
}

void HostAddresses::pass_on() {
  if (!addresses_.empty()) static_cast<void>(next());
}

void HostAddresses::keep(const Endpoint& right) {
  sought_ = false;
  fresh_ = false;
  addresses_.worked(right);
}

void HostAddresses::look_up() {
  looking_up_ = true;
  lookup_(host_, port_,
          [self = shared_from_this()](error_code error, const std::vector<Endpoint>& addresses) {
            self->found(error, addresses);
          });
}

// A name that no longer exists loses its addresses; after a failed lookup they stay.
void HostAddresses::found(error_code error, const std::vector<Endpoint>& addresses) {
  looking_up_ = false;
  if (error == asio::error::host_not_found) addresses_.forget();
  if (!error) addresses_.found(addresses, is_six);
  fresh_ = !known_ && sought_ && !addresses_.empty();
  if (!known_) return;
  std::exchange(known_,
                nullptr)(addresses_.empty() ? "cannot resolve the host name: " + error.message() : "");
}

}  // namespace gatewarden::modbus
