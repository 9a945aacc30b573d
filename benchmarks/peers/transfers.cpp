// SPDX-License-Identifier: MIT
// Sends and receives a file for compare_transfers.py, and serves its peers:
//   benchmark_peer_transfers serve KEYS                            prints the port and the keys that it knows, until its input ends
//   benchmark_peer_transfers PORT KEY FILE TO ID HASH REFERENCE    what one transfer in each direction costs
//   benchmark_peer_transfers store PORT KEY FILE                   puts a file on the server, for all accounts of this bot
//   benchmark_peer_transfers fetch PORT KEY TO SIZE ID PARTS       downloads what any of them has uploaded
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/version.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../../tests/support/with_client.hpp"
#include "../support/cpu_time.hpp"
#include "../support/server_process.hpp"

using namespace awaitgram;

namespace {

constexpr std::int32_t home_dc = 2;
constexpr const char* token = "4242:made-up-secret";
#ifdef __clang__
constexpr const char* compiler = __VERSION__;
#else
constexpr const char* compiler = "g++ " __VERSION__;
#endif

void serve(std::uint32_t keys) {
    testing::server telegram{};
    const auto now = steady_now();
    std::string list;
    for (std::uint32_t each = 0; each != keys; ++each) {
        const auto key = support::numbered_key(each);
        telegram.on_server([&] { telegram.data_centre().add_key(key, each + 1, now); });
        list += (each == 0 ? "\"" : ",\"") + to_hex(key.bytes()) + '"';
    }
    std::printf("{\"port\":%d,\"keys\":[%s]}\n", telegram.port(), list.c_str());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    std::_Exit(0);
}

/// Runs `act` with a client of the bot that has this port and key.
void with_bot(
    const std::string& port, const std::string& key, std::function<awaitable<void>(client&)> act
) {
    client_config config;
    config.api_id = 1;
    config.api_hash = "0123456789abcdef0123456789abcdef";
    config.server = server_address{"127.0.0.1", static_cast<std::uint16_t>(std::stoul(port))};
    config.dc = home_dc;
    config.log = nullptr;
    auto here = known_dc(home_dc).value();
    here.auth_key = crypto::auth_key{from_hex(key).value()};
    session_data content;
    content.set_dc(here);
    const auto body = [&act](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot(token);
        co_await act(telegram);
    };
    tests::with_client(memory_session{content}, config, body);
}

/// The largest size of this process's memory since `forget_peak`, in bytes.
double peak_memory() {
    std::ifstream file("/proc/self/status");
    for (std::string word; file >> word;)
        if (word == "VmHWM:") {
            double kibibytes = 0;
            file >> kibibytes;
            return kibibytes * 1024;
        }
    throw std::runtime_error("the system does not tell the peak of the memory");
}

void forget_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

class measurement {
public:
    measurement() { forget_peak(); }
    /// As JSON.
    [[nodiscard]] std::string end() const {
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begun_;
        return "{\"seconds\":" + std::to_string(time.count()) +
               ",\"cpu\":" + std::to_string(support::process_cpu_time() - cpu_) +
               ",\"memory\":" + std::to_string(peak_memory()) + "}";
    }

private:
    double cpu_ = support::process_cpu_time();
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

/// A document of what was uploaded, without a message.
awaitable<api::document> document_of(client& telegram, api::InputFile file) {
    api::inputMediaUploadedDocument document;
    document.file = std::move(file);
    document.mime_type = "application/octet-stream";
    document.force_file = true;
    api::messages::uploadMedia request;
    request.peer = api::inputPeerSelf{};
    request.media = std::move(document);
    const auto media = co_await telegram.invoke(request);
    const auto* stored = media->get_if<api::messageMediaDocument>();
    if (stored == nullptr || !stored->document)
        throw std::runtime_error("the server made no document of the file");
    co_return *stored->document->get_if<api::document>();
}

void store(const std::vector<std::string>& words) {
    with_bot(words[1], words[2], [&words](client& telegram) -> awaitable<void> {
        auto uploading = files::upload(telegram, std::filesystem::path{words[3]});
        auto uploaded = co_await std::move(uploading);
        auto making = document_of(telegram, std::move(uploaded));
        const auto document = co_await std::move(making);
        std::printf(
            "{\"id\":\"%lld\",\"access_hash\":\"%lld\",\"reference\":\"%s\"}\n",
            static_cast<long long>(document.id),
            static_cast<long long>(document.access_hash),
            to_hex(document.file_reference).c_str()
        );
    });
}

void fetch(const std::vector<std::string>& words) {
    with_bot(words[1], words[2], [&words](client& telegram) -> awaitable<void> {
        api::inputFileBig uploaded;
        uploaded.id = std::stoll(words[5]);
        uploaded.parts = std::stoi(words[6]);
        uploaded.name = "data.bin";
        auto making = document_of(telegram, api::InputFile{std::move(uploaded)});
        const auto document = co_await std::move(making);
        if (document.size != std::stoll(words[4]))
            throw std::runtime_error("the file has another size");
        const files::remote_file file{document};
        auto loading = files::download(telegram, file, std::filesystem::path{words[3]});
        co_await std::move(loading);
    });
}

void transfer(const std::vector<std::string>& words) {
    with_bot(words[0], words[1], [&words](client& telegram) -> awaitable<void> {
        const std::filesystem::path from{words[2]};
        const measurement up;
        auto uploading = files::upload(telegram, from);
        const auto uploaded = co_await std::move(uploading);
        const auto upload = up.end();

        api::inputDocumentFileLocation place;
        place.id = std::stoll(words[4]);
        place.access_hash = std::stoll(words[5]);
        const auto reference = from_hex(words[6]).value();
        place.file_reference = tl::bytes{byte_view{reference}};
        const auto size = static_cast<std::int64_t>(std::filesystem::file_size(from));
        const files::remote_file file{api::InputFileLocation{std::move(place)}, home_dc, size};
        const measurement down;
        auto loading = files::download(telegram, file, std::filesystem::path{words[3]});
        co_await std::move(loading);
        const auto download = down.end();

        const auto* big = uploaded.get_if<api::inputFileBig>();
        std::printf(
            "{\"version\":\"%s\",\"runtime\":\"%s\",\"upload\":%s,\"download\":%s,"
            "\"id\":\"%lld\",\"parts\":%d}\n",
            AWAITGRAM_VERSION,
            compiler,
            upload.c_str(),
            download.c_str(),
            static_cast<long long>(big->id),
            big->parts
        );
    });
}

} // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words{arguments + 1, arguments + count};
    if (words.size() == 2 && words[0] == "serve")
        serve(static_cast<std::uint32_t>(std::stoul(words[1])));
    else if (words.size() == 4 && words[0] == "store")
        store(words);
    else if (words.size() == 7 && words[0] == "fetch")
        fetch(words);
    else if (words.size() == 7)
        transfer(words);
    else
        return 1;
}
