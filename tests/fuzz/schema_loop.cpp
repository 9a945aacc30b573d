// SPDX-License-Identifier: MIT
// Random values of random schemas, then mutations of them: `schema_loop [values of each type] [mutations of each value] [seed]`.
#include "schema_loop.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>

#include "mutate.hpp"

namespace {

void check(
    const fuzz::random_schema& from,
    unsigned long values,
    unsigned long mutations,
    std::uint64_t run_seed
) {
    std::printf("%s\n", from.file.c_str());
    std::fflush(stdout);
    slow::schema schema;
    schema.add_file(from.file);
    fuzz::numbers random(run_seed);
    slow::writer writer(random);
    std::deque<fuzz::seed> seeds;
    fuzz::mutator mutator;
    for (std::size_t root = 0; root < from.roots.size(); ++root)
        for (unsigned long i = 0; i < values; ++i) {
            const auto& type = schema.find(from.roots[root].type);
            seeds.emplace_back(root, type, writer.write(type, static_cast<int>(i % 6)));
            const auto accepted = fuzz::counted.accepted;
            from.roots[root].compare(type, seeds.back().bytes, i % 8);
            fuzz::require(fuzz::counted.accepted == accepted + 1, "a random value is refused");
            mutator.learn(seeds.back());
        }
    for (const auto& seed : seeds)
        for (unsigned long i = 0; i < mutations; ++i) {
            const auto input = mutator.mutate(seed, random);
            const auto& root = from.roots[seed.root];
            root.compare(schema.find(root.type), input, random.below(8));
        }
}

} // namespace

int main(int count, char** arguments) {
    const auto argument = [&](int index, unsigned long otherwise) {
        return count > index ? std::strtoul(arguments[index], nullptr, 10) : otherwise;
    };
    for (const auto& each : fuzz::random_schemas())
        check(each, argument(1, 20), argument(2, 20), argument(3, 1));
    const auto& counted = fuzz::counted;
    std::printf(
        "%lu accepted, %lu refused by both, %lu too deep, %lu too large\n",
        counted.accepted,
        counted.refused,
        counted.too_deep,
        counted.too_large
    );
}
