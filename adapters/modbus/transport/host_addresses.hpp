// A host's addresses over all connection attempts, and the next one to try. An attempt may be
// abandoned at any time without loss.
//
// A silent name server keeps a lookup longer than an attempt lasts (base/name_lookups.hpp). So a host has one lookup at
// a time; a late result serves the next attempt; an attempt during an older lookup takes the last known address.
// Literal addresses are never looked up.
//
// One thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/address_order.hpp"

namespace gatewarden::modbus {

class HostAddresses : public std::enable_shared_from_this<HostAddresses> {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;
  using Found = std::function<void(boost::system::error_code, std::vector<Endpoint>)>;
  // Calls back from the loop, once.
  using Lookup = std::function<void(const std::string& host, std::uint16_t port, Found)>;
  static Lookup system_lookup(boost::asio::io_context& io);

  HostAddresses(Lookup lookup, std::string host, std::uint16_t port);

  // Calls `known` from inside or later, with an empty reason if there are addresses. Not after
  // abandon() or another find().
  void find(std::function<void(const std::string& why)> known);
  void abandon() { known_ = nullptr; }

  std::size_t count() const { return addresses_.size(); }
  // In turn (address_order.hpp). Only if count() > 0.
  Endpoint next() { return addresses_.next(); }
  // It takes connections: begin with it next time.
  void keep(const Endpoint& right);
  // What takes them there is not the device: begin with the next address.
  void pass_on();

  const std::string& host() const { return host_; }
  std::uint16_t port() const { return port_; }

 private:
  void look_up();
  void found(boost::system::error_code error, const std::vector<Endpoint>& addresses);

  Lookup lookup_;
  std::string host_;
  std::uint16_t port_;
  AddressOrder<Endpoint> addresses_;
  bool is_address_ = false;
  bool looking_up_ = false;
  bool sought_ = false;  // an attempt has begun, none has succeeded since
  bool fresh_ = false;   // found after its own attempt
  std::function<void(const std::string& why)> known_;
};

}  // namespace gatewarden::modbus
