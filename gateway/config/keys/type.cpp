#include "gateway/config/keys/type.hpp"

#include "gateway/config/keys/described.hpp"

namespace gatewarden::config {

ValueType::~ValueType() = default;
std::string ValueType::mended(const ConfigNode&) const { return ""; }
std::vector<DescribedSection> ValueType::describe() const { return {}; }

TypeHandle::TypeHandle(std::shared_ptr<const ValueType> type) : type_(std::move(type)) {}
TypeHandle::TypeHandle(const TypeHandle&) = default;
TypeHandle::TypeHandle(TypeHandle&&) noexcept = default;
TypeHandle& TypeHandle::operator=(const TypeHandle&) = default;
TypeHandle& TypeHandle::operator=(TypeHandle&&) noexcept = default;
TypeHandle::~TypeHandle() = default;

}  // namespace gatewarden::config
