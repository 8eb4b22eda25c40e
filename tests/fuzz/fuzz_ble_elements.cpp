// Any bytes as an advertisement's payload: every view lies in it, lists are bounded, and what comes before a cut stays.
#include <cstdlib>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/air/elements.hpp"

using namespace gatewarden::ble;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

void check_views(const Elements& elements, Bytes payload) {
  const auto within = [&](const std::uint8_t* begin, std::size_t size) {
    require(size == 0 || (begin >= payload.data() && begin + size <= payload.data() + payload.size()));
  };
  for (const ServiceData& one : elements.service_data()) {
    within(one.data.data(), one.data.size());
    require(one.element_length > one.data.size());
    if (const auto assigned = one.service.assigned()) require(elements.service(*assigned) != nullptr);
  }
  for (const ManufacturerData& one : elements.manufacturer_data()) {
    within(one.data.data(), one.data.size());
    require(elements.manufacturer(one.company) != nullptr);
  }
  within(reinterpret_cast<const std::uint8_t*>(elements.name().data()), elements.name().size());
  for (const Uuid& uuid : elements.listed()) require(parse_uuid(to_text(uuid)).value() == uuid);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const Bytes payload(bytes, size);
  const Elements whole(payload);
  check_views(whole, payload);
  require(size <= kMaxPayload || whole.truncated());
  // A cut takes elements away, never adds one.
  const Bytes part = payload.first(size / 2);
  const Elements half(part);
  check_views(half, part);
  require(half.service_data().size() <= whole.service_data().size());
  require(half.manufacturer_data().size() <= whole.manufacturer_data().size());
  require(half.listed().size() <= whole.listed().size());
  return 0;
}
