#include "gateway/mqtt/name_lookup.hpp"

#include <cstdlib>

namespace gatewarden::mqtt {

void bound_name_lookups() {
  static const int once = setenv("RES_OPTIONS", "timeout:1 attempts:1", 0);
  static_cast<void>(once);
}

void NameLookup::start(const std::string& host, std::uint16_t port,
                       std::function<void(std::vector<std::string>, std::string)> found) {
  using boost::asio::ip::tcp;
  resolver_.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                          [found = std::move(found)](const boost::system::error_code& error,
                                                     const tcp::resolver::results_type& results) {
                            if (error == boost::asio::error::operation_aborted) return;
                            std::vector<std::string> addresses;
                            for (const auto& entry : results)
                              addresses.push_back(entry.endpoint().address().to_string());
                            found(std::move(addresses), error ? error.message() : std::string());
                          });
}

}  // namespace gatewarden::mqtt
