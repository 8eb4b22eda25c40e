#include "adapters/ble/device/traits.hpp"

#include "gateway/base/fnv1a.hpp"

namespace gatewarden::ble {
namespace {

std::uint32_t folded(std::uint64_t hash) { return static_cast<std::uint32_t>(hash ^ hash >> 32); }

std::uint32_t hash_of(const Uuid& uuid) {
  const auto* bytes = reinterpret_cast<const char*>(uuid.bytes.data());
  return folded(fnv1a({bytes, uuid.bytes.size()}));
}

bool is_new(SeenIds& seen, std::uint32_t id) {
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}

// In these the id is a part of the values (specification of the formats, 6.11).
bool company_is_data(std::string_view format) { return format == "inkbird"; }

}  // namespace

TraitWatch::Changes TraitWatch::saw(const Elements& elements, std::string_view format, SteadyTime at) {
  if (first_ == SteadyTime{}) first_ = at;
  Changes changes;
  for (const ServiceData& each : elements.service_data())
    changes.services += is_new(known_.services, hash_of(each.service));
  for (const Uuid& each : elements.listed()) changes.services += is_new(known_.services, hash_of(each));
  if (!company_is_data(format)) {
    for (const ManufacturerData& each : elements.manufacturer_data())
      changes.companies += is_new(known_.companies, each.company);
  }
  if (!format.empty()) changes.format = is_new(known_.formats, folded(fnv1a(format)));
  if (elements.name_is_complete() && !elements.name().empty()) {
    const std::uint64_t name = fnv1a(elements.name());
    changes.name = known_.name != 0 && known_.name != name;
    known_.name = name;
  }
  return is_known_ ? changes : Changes{};
}

bool TraitWatch::became_known(SteadyTime at) {
  if (is_known_ || first_ == SteadyTime{} || at - first_ < kNew) return false;
  is_known_ = true;
  return true;
}

}  // namespace gatewarden::ble
