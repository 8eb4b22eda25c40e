#include "gateway/mqtt/connection/name_lookup.hpp"

#include <boost/asio/post.hpp>
#include <cstdlib>

namespace gatewarden::mqtt {

using boost::asio::ip::tcp;

void bound_name_lookups() {
  static const int once = setenv("RES_OPTIONS", "timeout:1 attempts:1", 0);
  static_cast<void>(once);
}

void NameLookup::start(const std::string& host, std::uint16_t port, Found found) {
  if (hosts_) {
    boost::asio::post(resolver_.get_executor(), [found = std::move(found), addresses = hosts_(host, port)] {
      found(addresses, "not known");
    });
    return;
  }
  resolver_.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                          [found = std::move(found)](const boost::system::error_code& error,
                                                     const tcp::resolver::results_type& results) {
                            if (error == boost::asio::error::operation_aborted) return;
                            Addresses addresses;
                            for (const auto& entry : results) addresses.push_back(entry.endpoint());
                            found(std::move(addresses), error ? error.message() : "no address");
                          });
}

}  // namespace gatewarden::mqtt
