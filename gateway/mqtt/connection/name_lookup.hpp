// Looks up the name of a broker or its proxy (base/name_lookups.hpp).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/name_lookups.hpp"

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

  NameLookup(boost::asio::io_context& io, NameLookups::Asker asker, Hosts hosts)
      : io_(io), asker_(asker), hosts_(std::move(hosts)) {}
  void start(const std::string& host, std::uint16_t port, Duration patience, Found found);
  void cancel() { found_ = nullptr; }

 private:
  boost::asio::io_context& io_;
  const NameLookups::Asker asker_;
  const Hosts hosts_;
  std::shared_ptr<Found> found_;  // lent to the look-up
};

}  // namespace gatewarden::mqtt
