#include "gateway/config/text/meant/other_words.hpp"

#include <algorithm>

namespace gatewarden::config {
namespace {

struct Word {
  std::string_view ours, theirs;  // theirs between blanks
};

// Words that could mean two of ours at one place are left out: little-endian is DCBA for some, CDAB for others; an int
// has 16 bits in a PLC, 32 in C, and a long 32 or 64; a total is a sum, or the last value of a counter; who skips a gap
// leaves out what grew in it, or the gap. So are words that others turn round: a scale factor is a power of ten in
// SunSpec, a gain is what to divide by, the first attempt is no retry. A word that only looks like ours stands for "".
constexpr Word kWords[] = {
    {"certificate", "cert crt clientcert certfile certificatefile certificatepath certpath"},
    {"private_key", "key keyfile privkey keypath privatekeyfile privatekeypath"},
    {"ca", "cafile rootca cacert cacerts capath rootcafile rootcert trust"},
    {"broker", "host hostname url uri server address"},
    {"endpoint", "host hostname url server address"},
    {"tcp", "host hostname url server address ip"},
    {"listen", "host bind listenaddress address"},
    {"unit", "address slave slaveid unitid id station node nodeid slaveaddress unitaddress deviceid"},
    {"host", "peer hostname server address"},
    {"baud", "baudrate speed bps bitrate"},
    {"serial", "device tty serialport comport"},
    {"ids", "id"},
    {"every", "period poll pollinterval interval scanrate scaninterval polling pollevery refresh cycle"},
    {"interval", "every period reportinterval"},
    {"timeout", "responsetimeout requesttimeout readtimeout"},
    {"retries", "retry retrycount"},
    {"log", "logging"},
    {"level", "loglevel severity"},
    {"shape", "logformat format"},
    {"reports", "reporting"},
    {"version", "mqttversion protocolversion protocol"},
    {"children", "devices things meters nodes"},
    {"links", "connections lines"},
    {"profiles", "models types"},
    {"uplink", "outputs destinations"},
    {"include", "imports files"},
    {"state_directory", "statedir datadir"},
    {"as", "type datatype dtype format valuetype"},
    {"order", "byteorder wordorder endian endianness"},
    {"scale", "factor multiplier scaling multiply multiplyby mult"},
    {"holding", "holdingregister holdingregisters hr"},
    {"input", "inputregister inputregisters ir"},
    {"discrete", "discreteinput discreteinputs di"},
    {"compute", "formula expression expr"},
    {"length", "count quantity"},
    {"max_items", "limit maxlength"},
    {"at_most", "max limit maximum"},
    {"no_value", "nan missing"},
    {"labels", "enum names values mapping"},
    {"flags", "bits"},
    {"json", "pointer jsonpath jsonpointer path field key"},
    {"thing", "name thingname"},
    {"profile", "model"},
    {"username", "user login"},
    {"client_id", "clientid"},
    {"aggregate", "function agg aggregation aggregator merge"},
    {"max_in_flight", "inflight"},
    {"path", "filename"},
    {"topic", "destination"},
    {"mean", "avg average"},
    {"max", "maximum highest peak largest"},
    {"min", "minimum lowest smallest"},
    {"last", "latest current newest"},
    {"delta", "difference diff increase growth increment counter change"},
    {"rate", "persecond"},
    {"int16", "short s16 i16 integer16 signed16 sint16 int16t"},
    {"int32", "integer32 signed32 sint32 int32t dint s32 i32"},
    {"int64", "integer64 signed64 sint64 int64t s64 i64"},
    {"uint16", "word u16 ushort unsigned16 uint16t uinteger16"},
    {"uint32", "unsigned32 uint32t uinteger32 dword udint u32"},
    {"uint64", "unsigned64 uint64t u64 qword"},
    {"float32", "float real single f32 ieee754"},
    {"float64", "double lreal f64"},
    {"string", "text str ascii char chars"},
    {"ABCD", "bigendian big be 1234"},
    {"CDAB", "wordswap wordswapped swappedwords 3412"},
    {"BADC", "byteswap byteswapped 2143"},
    {"none", "n no off false"},
    {"even", "e"},
    {"odd", "o"},
    {"mark", "m"},
    {"space", "s"},
    {"warning", "warn"},
    {"drop", "discard"},
    {"carry", "keep"},
    {"DCBA", "4321"},
    {"error", "err"},
    {"debug", "trace verbose"},
    {"info", "notice"},
    {"number-list", "numbers numberlist"},
    {"string-list", "strings texts text stringlist string strlist"},
    {"ip-address-list", "ips iplist ip"},
    {"number", "int float integer gauge"},
    {"stand-in", "standin test"},
    {"5", "mqtt5 v5 mqttv5 mqtt5.0 5.0 v5.0"},
    {"3.1.1", "mqtt311 v311 3.1 v3.1.1 mqttv311 mqttv3.1.1 mqtt3.1.1 3.11 3 4 311"},
    {"text", "txt plain logfmt"},
    {"", "rtu invalid median mid list scalefactor gain long ulong attempts"},
};

bool names(std::string_view theirs, std::string_view word) {
  for (std::size_t start = 0; start <= theirs.size();) {
    const std::size_t end = std::min(theirs.find(' ', start), theirs.size());
    if (theirs.substr(start, end - start) == word) return true;
    start = end + 1;
  }
  return false;
}

}  // namespace

std::optional<std::string> other_word(std::string_view word, const std::vector<std::string>& known) {
  for (const auto& [ours, theirs] : kWords) {
    if (names(theirs, word) && (ours.empty() || std::find(known.begin(), known.end(), ours) != known.end()))
      return std::string(ours);
  }
  return std::nullopt;
}

}  // namespace gatewarden::config
