#include "gateway/config/keys/any_type.hpp"

#include <nlohmann/json.hpp>

#include "gateway/config/keys/described.hpp"

namespace gatewarden::config {

std::any AnyType::read(const ConfigNode& node, Problems& problems) const {
  std::any value = fresh_();
  if (!(*type_)->read_into(node, find_(value), problems)) return {};
  return value;
}

std::any AnyType::read_partly(const ConfigNode& node, Problems& problems, bool& fine) const {
  std::any value = fresh_();
  if (!(*type_)->read_into(node, find_(value), problems)) fine = false;
  return value;
}

nlohmann::json AnyType::to_json(std::any value) const {
  const void* found = find_(value);
  return found == nullptr ? nlohmann::json(nullptr) : (*type_)->json_of(found);
}

nlohmann::json AnyType::schema() const { return (*type_)->schema(); }
std::string AnyType::example() const { return (*type_)->example(); }
std::vector<DescribedSection> AnyType::describe() const { return (*type_)->describe(); }

}  // namespace gatewarden::config
