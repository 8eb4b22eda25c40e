#include "adapters/modbus/identity/identity_question.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/tls/digest.hpp"

namespace gatewarden::modbus {
namespace {

using Way = IdentityDialogue::Way;
using Json = nlohmann::json;

template <class Names>
Json json_of(const Names& by_number) {
  Json json = Json::object();
  for (const auto& [number, name] : by_number) json[std::to_string(number)] = name;
  return json;
}

Json json_of(const IdentityRegisters& registers) {
  const ValueShape& shape = registers.shape;
  Json json = Json::object();
  json["trait"] = identity_field_name(registers.field);
  json["where"] = to_string(registers.where);
  json["as"] = name_of(shape.as);
  json["order"] = name_of(shape.order);
  json["scale"] = shape.scale;
  json["offset"] = shape.offset;
  if (shape.bit) json["bit"] = *shape.bit;
  if (shape.mask != 0) json["mask"] = shape.mask;
  if (!shape.labels.empty()) json["labels"] = json_of(shape.labels);
  if (!shape.flags.empty()) json["flags"] = json_of(shape.flags);
  if (!shape.no_value.empty()) json["no_value"] = shape.no_value;
  if (shape.valid) {
    json["valid"].push_back(shape.valid->from);
    json["valid"].push_back(shape.valid->to);
  }
  return json;
}

// The place is the number in format 1, which is closed: the lists never change.
constexpr Way kWaysOfFormat1[] = {Way::either, Way::identification, Way::sunspec, Way::registers};
constexpr DataType kTypesOfFormat1[] = {DataType::int16,   DataType::uint16,  DataType::int32,
                                        DataType::uint32,  DataType::int64,   DataType::uint64,
                                        DataType::float32, DataType::float64, DataType::bcd,
                                        DataType::mod10k,  DataType::text};
constexpr ByteOrder kOrdersOfFormat1[] = {ByteOrder::abcd, ByteOrder::cdab, ByteOrder::badc, ByteOrder::dcba};

template <class List, class T>
std::string place_in(const List& list, T wanted) {
  return std::to_string(std::find(std::begin(list), std::end(list), wanted) - std::begin(list));
}

std::string text_of_format_1(const IdentityRegisters& registers) {
  const ValueShape& shape = registers.shape;
  std::string text = to_string(registers.where);
  const auto add = [&text](const std::string& part) { text.append(" ").append(part); };
  add(place_in(kTypesOfFormat1, shape.as));
  add(place_in(kOrdersOfFormat1, shape.order));
  add(std::to_string(shape.scale));
  add(std::to_string(shape.offset));
  add(std::to_string(shape.bit.value_or(255)));
  add(std::to_string(shape.mask));
  for (const auto& [code, label] : shape.labels) add(std::to_string(code) + label);
  for (const auto& [bit, flag] : shape.flags) add(std::to_string(bit) + flag);
  for (const std::int64_t code : shape.no_value) add(std::to_string(code));
  return text;
}

}  // namespace

std::string question_digest(const IdentityQuestion& question) {
  Json json = Json::object();
  json["by"] = name_of(question.by);
  if (!question.registers.empty()) {
    Json& registers = json["registers"];
    for (const IdentityRegisters& each : question.registers) registers.push_back(json_of(each));
  }
  return sha256_hex(json_line(json));
}

std::string question_digest_of_format_1(const IdentityQuestion& question) {
  std::string text = place_in(kWaysOfFormat1, question.by);
  for (const IdentityRegisters& each : question.registers) {
    text.append(" ").append(identity_field_name(each.field)).append(" ").append(text_of_format_1(each));
  }
  return sha256_hex(text);
}

}  // namespace gatewarden::modbus
