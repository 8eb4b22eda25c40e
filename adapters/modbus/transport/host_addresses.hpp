// Where a host is, from one attempt to connect to the next: what its name means, and which of its addresses
// is to be tried. An attempt may be given up at any time; nothing is lost by that.
//
// A lookup cannot be cancelled, and all of them pass through one thread (Boost.Asio, basic_resolver): a name
// server that is silent holds up every other name for as long as it takes. So there is one lookup of a host
// at a time, its result serves the next attempt where it comes too late for its own, and an attempt during an
// older lookup takes the last address that is known. A host that is written as an address is never looked up.
//
// One thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gatewarden::modbus {

class HostAddresses : public std::enable_shared_from_this<HostAddresses> {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;
  using Found = std::function<void(boost::system::error_code, std::vector<Endpoint>)>;
  // Calls back from the loop, once.
  using Lookup = std::function<void(const std::string& host, std::uint16_t port, Found)>;
  // What the system says.
  static Lookup system_lookup(boost::asio::any_io_executor loop);

  HostAddresses(Lookup lookup, std::string host, std::uint16_t port);

  // An attempt begins: calls `known` from inside or later, with an empty reason where there are addresses to
  // try. Not after abandon(), nor once find() is called again.
  void find(std::function<void(const std::string& why)> known);
  void abandon() { known_ = nullptr; }

  std::size_t count() const { return addresses_.size(); }
  // The next one to try; only where there are some. In turn, so that one that swallows every attempt does not
  // keep the others from theirs.
  Endpoint next();
  // The host is there: begin with it the next time.
  void keep(const Endpoint& right);
  // Somebody is there, but not the host: begin with the next address.
  void pass_on();

  const std::string& host() const { return host_; }
  std::uint16_t port() const { return port_; }

 private:
  void look_up();
  void found(boost::system::error_code error, std::vector<Endpoint> addresses);

  Lookup lookup_;
  std::string host_;
  std::uint16_t port_;
  std::vector<Endpoint> addresses_;
  std::size_t turn_ = 0;
  bool is_address_ = false;
  bool looking_up_ = false;
  bool sought_ = false;  // an attempt has begun and none has come through since
  bool fresh_ = false;   // found after the attempt it was meant for
  std::function<void(const std::string& why)> known_;
};

}  // namespace gatewarden::modbus
