#include "adapters/modbus/commission/probe_json.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/modbus/guess/decodings.hpp"
#include "gateway/base/text/json_text.hpp"

namespace gatewarden::modbus {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Decoding& decoding) {
  Json json = Json::object();
  json["as"] = name_of(decoding.as);
  json["order"] = name_of(decoding.order);
  json["registers"] = decoding.registers;
  json["value"] = decoding.value;
  if (!decoding.later.empty()) json["later"] = decoding.later;
  if (!decoding.remark.empty()) json["remark"] = decoding.remark;
  json["best_guess"] = decoding.guess;
  return json;
}

// `i`: from the block's first address.
Json& add_address(Json& addresses, const ProbedBlock& block, std::size_t i, int value) {
  Json& json = addresses.emplace_back(Json::object());
  json["table"] = table_name(block.range.table);
  json["address"] = block.range.first + i;
  json["value"] = value;
  return json;
}

void add_block(Json& addresses, const ProbedBlock& block) {
  if (is_bits(block.range.table)) {
    for (std::size_t i = 0; i < block.range.count; ++i) {
      add_address(addresses, block, i, block.bytes[i / 8] >> (i % 8) & 1);
    }
    return;
  }
  const auto found = decodings_of(block.bytes, block.later);
  for (std::size_t i = 0; i < found.from.size(); ++i) {
    Json& json = add_address(addresses, block, i, block.bytes[2 * i] << 8 | block.bytes[2 * i + 1]);
    Json decodings = Json::array();
    for (const Decoding& decoding : found.from[i]) decodings.push_back(json_of(decoding));
    json["decodings"] = std::move(decodings);
  }
}

Json json_of(const RefusedRead& refusal) {
  Json json = Json::object();
  json["table"] = table_name(refusal.range.table);
  json["first"] = refusal.range.first;
  json["last"] = refusal.range.end() - 1;
  json["why"] = refusal.why;
  return json;
}

Json json_of(const ProbedUnit& unit) {
  Json json = Json::object();
  json["unit"] = unit.unit;
  if (!unit.silent.empty()) json["silent"] = unit.silent;
  Json addresses = Json::array();
  for (const ProbedBlock& block : unit.blocks) add_block(addresses, block);
  json["addresses"] = std::move(addresses);
  Json refused = Json::array();
  for (const RefusedRead& refusal : unit.refused) refused.push_back(json_of(refusal));
  json["refused"] = std::move(refused);
  return json;
}

}  // namespace

std::string probe_json(const std::vector<ProbedUnit>& units) {
  Json document = Json::array();
  for (const ProbedUnit& unit : units) document.push_back(json_of(unit));
  return json_page(document);
}

}  // namespace gatewarden::modbus
