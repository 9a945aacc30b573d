// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/log.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/net/stream.hpp>
#include <awaitgram/peers/chat_migrated.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/transport/transport.hpp>
#include <awaitgram/version.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace awaitgram {

/// The identity of a program, and its way to connect to Telegram.
struct client_config {
    /// From https://my.telegram.org.
    std::int32_t api_id = 0;
    /// From https://my.telegram.org; never printed.
    std::string api_hash{};

    std::string device_model = "Desktop";
    std::string system_version = "Linux";
    std::string app_version = AWAITGRAM_VERSION;
    std::string system_lang_code = "en";
    std::string lang_code = "en";

    /// The server to connect to instead of Telegram's own; it has no other address. Data centres beside it are those that it names.
    std::optional<server_address> server{};
    /// The public keys to trust instead of Telegram's own.
    std::vector<crypto::rsa_public_key> server_keys{};
    /// The data centre with which a new session starts; 1 to 3 of the test data centres.
    std::int32_t dc = 2;
    /// Telegram's test data centres instead of the production ones. Accounts, bots and sessions of one do not exist in the other.
    /// Spec: https://core.telegram.org/api/auth#test-accounts
    bool test_dc = false;
    transport::kind transport = transport::kind::intermediate;
    transport::obfuscation obfuscation = transport::obfuscation::on;

    /// The time limit of one attempt to connect, to all addresses of a data centre, including the key exchange.
    std::chrono::milliseconds connect_timeout{15'000};
    /// How often the first connection of a run is tried before the run fails. 0: with growing pauses until it succeeds, as later
    /// ones are; see client::connection_states. For a session that is signed in, errors that anyone on the way to the server could
    /// have sent do not count.
    int connect_attempts = 0;
    /// How long requests wait for a lost connection to come back before they fail with rpc::errc::outage; for the first one of a
    /// run they wait without a limit.
    std::chrono::milliseconds outage_limit{20'000};
    /// How long requests wait for an answer before they fail with `asio::error::timed_out`, lost connections included and flood
    /// waits excluded; 0: until it comes. call_options::timeout is that of one request.
    std::chrono::milliseconds call_timeout{0};
    /// Flood waits up to this long are logged and waited out; longer ones are thrown.
    std::chrono::seconds flood_wait_limit{60};
    /// How many bytes of files are under way at most, over all downloads and uploads of the account, which take turns; at least 1 MiB.
    std::size_t transfer_memory = std::size_t{4} * 1024 * 1024;
    /// The middlewares around every call, the innermost first; see rpc/middleware/.
    std::vector<rpc::middleware_factory> middleware{};
    /// Creates the streams to the servers; plain TCP if it is empty.
    net::stream_factory dial{};
    /// Called once in a run for each basic group that became a supergroup, when something is sent to its former number: it goes to the
    /// supergroup. Without it, a line is logged.
    std::function<void(const chat_migrated&)> on_chat_migrated{};
    log_sink log = log_to_stderr();
};

/// The value of an environment variable, for main: if its exception is not caught, the program ends with one line.
///
/// Errors: std::runtime_error with one sentence that names the variable and its purpose.
[[nodiscard]] std::string environment(const char* name);

/// `app` as the environment describes it: API_ID and API_HASH; for another server than Telegram's AWAITGRAM_SERVER=host:port
/// and AWAITGRAM_SERVER_KEY=FILE.pem; for Telegram's test data centres AWAITGRAM_TEST_DC=1, 2 or 3. AWAITGRAM_DC is the data
/// centre that a new session starts with, and AWAITGRAM_TRANSPORT abridged, intermediate, padded_intermediate or full, the first
/// three also behind `obfuscated_`.
///
/// Errors: std::runtime_error, or std::system_error for the key file, with one sentence about the mistake.
[[nodiscard]] client_config app_from_environment();

} // namespace awaitgram
