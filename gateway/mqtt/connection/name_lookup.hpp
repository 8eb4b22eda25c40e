// Looks up a host name without blocking the loop; the caller limits the time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace gatewarden::mqtt {

// Limits a look-up in the C library to one try of one second per name server (glibc: 5 s, twice). Sets
// RES_OPTIONS for the process unless set. Call it before threads start, as factories do.
void bound_name_lookups();

using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;

// What a test says a name stands for; the system is not asked then.
using Hosts = std::function<Addresses(const std::string& host, std::uint16_t port)>;

class NameLookup {
 public:
  // `found` gets the addresses as the system sorts them, or none and why. Never after cancel(), never from inside.
  using Found = std::function<void(Addresses addresses, const std::string& why)>;

  NameLookup(boost::asio::io_context& io, Hosts hosts) : hosts_(std::move(hosts)), resolver_(io) {}
  void start(const std::string& host, std::uint16_t port, Found found);
  void cancel() { resolver_.cancel(); }

 private:
  const Hosts hosts_;
  boost::asio::ip::tcp::resolver resolver_;
};

}  // namespace gatewarden::mqtt
