package dev.aft.storage.s3.run;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The pages of one operation: those in memory, and those it has loaded, which it holds on to. */
final class RunView implements PageView {
  private static final int MOST_DOUBLINGS = 5;

  private final PageLoader loader;

  /** Empty until something is missing, which is rare: most operations find all in memory. */
  private Set<PageRef> missing = Set.of();

  private Map<PageRef, Page> held = Map.of();
  private int loads;

  RunView(PageLoader loader) {
    this.loader = loader;
  }

  /** The page, or null: then it is missing. */
  @Nullable Page page(Run run, int number) {
    Page resident = run.resident(number);
    if (resident != null) {
      return resident;
    }
    PageRef wanted = new PageRef(run, number);
    Page loaded = held.get(wanted);
    if (loaded == null) {
      miss(wanted);
    }
    return loaded;
  }

  /** Also load this page with the next load if it is not there: it will be wanted soon. */
  void expect(Run run, int number) {
    if (run.resident(number) == null && !held.containsKey(new PageRef(run, number))) {
      miss(new PageRef(run, number));
    }
  }

  private void miss(PageRef page) {
    if (missing.isEmpty()) {
      missing = new LinkedHashSet<>();
    }
    missing.add(page);
  }

  /** How many pages ahead a scan expects: more each time it had to load. */
  int readAhead() {
    return (1 << Math.min(loads, MOST_DOUBLINGS)) - 1;
  }

  @Override
  public boolean isComplete() {
    return missing.isEmpty();
  }

  @Override
  public CompletableFuture<Void> load() {
    List<PageRef> wanted = List.copyOf(missing);
    missing = Set.of();
    loads++;
    return loader.load(wanted).thenAccept(this::hold);
  }

  private void hold(List<Page> pages) {
    Map<PageRef, Page> all = new HashMap<>(held);
    pages.forEach(page -> all.put(new PageRef(page.run(), page.number()), page));
    held = all;
  }
}
