// From a target to an open connection: its name's addresses, or its proxy's, one after another, within the time that
// the target gives for connecting.
//
// Each address has its share of the time (base/address_order.hpp), and once TCP stands, half of what is left; the last
// one has all of it. The next dial begins with the address that worked, else behind the one that failed.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/address_order.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mqtt/connection/broker_connection.hpp"
#include "gateway/mqtt/connection/name_lookup.hpp"

namespace gatewarden::mqtt {

// What the sessions of a factory share.
class Surroundings {
 public:
  static constexpr std::size_t kMaxNames = 1024;  // a configuration's; then it begins anew
  using Order = AddressOrder<boost::asio::ip::tcp::endpoint>;

  // Whose names the sessions look up.
  explicit Surroundings(NameLookups::Asker asker, Hosts hosts = {})
      : asker_(asker), hosts_(std::move(hosts)) {}
  NameLookups::Asker asker() const { return asker_; }
  const Hosts& hosts() const { return hosts_; }
  Order& order_of(const std::string& name) {
    if (orders_.size() >= kMaxNames && orders_.count(name) == 0) orders_.clear();
    return orders_[name];
  }

 private:
  const NameLookups::Asker asker_;
  const Hosts hosts_;  // empty: the system's
  std::map<std::string, Order> orders_;
};

class BrokerDial : public std::enable_shared_from_this<BrokerDial> {
 public:
  // Neither comes from inside a call, nor after cancel().
  struct Events {
    std::function<void(std::shared_ptr<BrokerConnection>)> opened;  // once, if at all
    // Once, before or, if the broker does not greet in time, after `opened`: which step failed, at which address.
    std::function<void(std::string why)> failed;
  };

  // The target's secrets are read. Files of TLS that cannot be used fail before anything is looked up.
  BrokerDial(boost::asio::io_context& io, const Target& target, std::shared_ptr<Surroundings> surroundings);

  void start(Events events);
  void greeted();  // by the broker: the time is no longer limited, and the address is one that works
  void cancel();   // without a greeting, the address failed

 private:
  struct Tried {
    std::string address, why;
    BrokerConnection::Step step;
  };

  void looked_up(const Addresses& found, const std::string& why);
  void try_next();
  void trial_failed(const BrokerConnection::Failure& failure);
  void limit(Duration patience);
  void too_late();
  void give_up(const std::string& why);
  Duration left() const;
  Surroundings::Order& order() const { return surroundings_->order_of(way_to(target_)); }
  std::string name() const;
  std::string why_none() const;
  std::string list_of_failures() const;

  boost::asio::io_context& io_;
  const Target target_;
  const std::shared_ptr<Surroundings> surroundings_;
  Events events_;
  NameLookup lookup_;
  boost::asio::steady_timer deadline_, share_;
  std::size_t untried_ = 0;
  std::shared_ptr<BrokerConnection> trial_;
  std::vector<Tried> tried_;
};

}  // namespace gatewarden::mqtt
