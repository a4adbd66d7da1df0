// Puffs dropped and added in place.
#include "core/data/puffs.hpp"

#include <gtest/gtest.h>

#include <random>

namespace lantian {
namespace {

NewPuff puff(std::uint64_t id, std::uint32_t source) {
    NewPuff p;
    p.id = id;
    p.source = source;
    p.x_m = 10.0 * static_cast<double>(id);
    p.mass_kg[3] = static_cast<double>(id) + 0.5;
    return p;
}

void expect_whole(const PuffStore& store, std::size_t n) {
    const double id = static_cast<double>(store.id[n]);
    EXPECT_EQ(store.x_m[n], 10.0 * id);
    EXPECT_EQ(store.mass_kg[n][3], id + 0.5);
}

TEST(PuffStore, RenewKeepsAndSortsInWhateverIsDropped) {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
        PuffStore store, fresh;
        std::uint64_t id = 0;
        for (std::uint32_t source = 0; source < 6; ++source) {
            for (unsigned n = random() % 4; n > 0; --n) store.append(puff(id++, source));
        }
        for (std::uint32_t source = 0; source < 6; ++source) {
            for (unsigned n = random() % 3; n > 0; --n) fresh.append(puff(id++, source));
        }
        std::vector<std::size_t> kept, places;
        std::vector<std::pair<std::uint32_t, std::uint64_t>> wanted;
        std::size_t f = 0;
        const auto put_fresh = [&] {
            places.push_back(wanted.size());
            wanted.emplace_back(fresh.source[f], fresh.id[f]);
            ++f;
        };
        for (std::size_t n = 0; n < store.size(); ++n) {
            while (f < fresh.size() && fresh.source[f] < store.source[n]) put_fresh();
            if (random() % 3 == 0) continue;
            kept.push_back(n);
            wanted.emplace_back(store.source[n], store.id[n]);
        }
        while (f < fresh.size()) put_fresh();
        store.renew(kept, fresh, places);
        ASSERT_EQ(store.size(), wanted.size());
        for (std::size_t n = 0; n < store.size(); ++n) {
            EXPECT_EQ(std::pair(store.source[n], store.id[n]), wanted[n]);
            expect_whole(store, n);
        }
    }
}

TEST(PuffStore, ClearLeavesNothing) {
    PuffStore store;
    store.append(puff(1, 0));
    store.clear();
    EXPECT_EQ(store.size(), 0U);
    EXPECT_TRUE(store.mass_kg.empty() && store.sunk_m.empty() && store.source.empty());
}

TEST(PuffStore, APuffTakesLessThan400Bytes) { EXPECT_LE(PuffStore::bytes_per_puff(), 400U); }

}  // namespace
}  // namespace lantian
