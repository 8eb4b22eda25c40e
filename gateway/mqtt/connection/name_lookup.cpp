#include "gateway/mqtt/connection/name_lookup.hpp"

#include <boost/asio/post.hpp>
#include <cstdlib>

namespace gatewarden::mqtt {

void bound_name_lookups() {
  static const int once = setenv("RES_OPTIONS", "timeout:1 attempts:1", 0);
  static_cast<void>(once);
}

void NameLookup::start(const std::string& host, std::uint16_t port, Duration patience, Found found) {
  found_ = std::make_shared<Found>(std::move(found));
  const auto tell = [weak = std::weak_ptr<Found>(found_)](FoundAddresses came) {
    const auto asked = weak.lock();
    if (!asked) return;
    const std::string why = came.error ? came.error.message() : "no address";
    (*asked)(std::move(came.addresses), why);
  };
  if (!hosts_) return boost::asio::use_service<NameLookups>(io_).start(asker_, host, port, patience, tell);
  boost::asio::post(io_, [tell, addresses = hosts_(host, port)] { tell({{}, addresses}); });
}

}  // namespace gatewarden::mqtt
