package dev.aft.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A graph of edges: its strongly connected components, and short circles in them. */
final class Cycles {
  private static final int STARTS_TRIED = 64;

  private final List<Edge> edges;
  private final int[] firstEdge;
  private final int[] nextEdge;
  private final int[] component;
  private int components;

  Cycles(int nodes, List<Edge> edges) {
    this.edges = edges;
    firstEdge = new int[nodes];
    nextEdge = new int[edges.size()];
    component = new int[nodes];
    Arrays.fill(firstEdge, -1);
    Arrays.fill(component, -1);
    for (int i = 0; i < edges.size(); i++) {
      int from = edges.get(i).from();
      nextEdge[i] = firstEdge[from];
      firstEdge[from] = i;
    }
    findComponents();
  }

  int component(int node) {
    return component[node];
  }

  /** Tarjan's algorithm, without recursion: histories are long. */
  private void findComponents() {
    int nodes = firstEdge.length;
    int[] order = new int[nodes];
    int[] low = new int[nodes];
    int[] at = firstEdge.clone();
    int[] path = new int[nodes];
    int[] open = new int[nodes];
    int pathSize = 0;
    int openSize = 0;
    int visited = 0;
    for (int start = 0; start < nodes; start++) {
      if (order[start] != 0) {
        continue;
      }
      path[pathSize++] = start;
      open[openSize++] = start;
      order[start] = low[start] = ++visited;
      while (pathSize > 0) {
        int node = path[pathSize - 1];
        if (at[node] >= 0) {
          int next = edges.get(at[node]).to();
          at[node] = nextEdge[at[node]];
          if (order[next] == 0) {
            path[pathSize++] = next;
            open[openSize++] = next;
            order[next] = low[next] = ++visited;
          } else if (component[next] < 0) {
            low[node] = Math.min(low[node], order[next]);
          }
          continue;
        }
        pathSize--;
        if (pathSize > 0) {
          low[path[pathSize - 1]] = Math.min(low[path[pathSize - 1]], low[node]);
        }
        if (low[node] == order[node]) {
          do {
            component[open[--openSize]] = components;
          } while (open[openSize] != node);
          components++;
        }
      }
    }
  }

  /** The nodes of each component of more than one node. */
  List<List<Integer>> circular() {
    int[] sizes = new int[components];
    for (int each : component) {
      sizes[each]++;
    }
    List<List<Integer>> byComponent = new ArrayList<>();
    int[] position = new int[components];
    for (int node = 0; node < component.length; node++) {
      if (sizes[component[node]] > 1) {
        if (position[component[node]] == 0) {
          byComponent.add(new ArrayList<>());
          position[component[node]] = byComponent.size();
        }
        byComponent.get(position[component[node]] - 1).add(node);
      }
    }
    return byComponent;
  }

  /** A short circle through the nodes of a component: the shortest one from the first few. */
  List<Edge> shortestCycle(List<Integer> nodes) {
    List<Edge> best = List.of();
    int[] cameBy = new int[component.length];
    int[] seenIn = new int[component.length];
    for (int round = 1; round <= Math.min(nodes.size(), STARTS_TRIED); round++) {
      List<Edge> found = cycleFrom(nodes.get(round - 1), round, cameBy, seenIn);
      if (best.isEmpty() || found.size() < best.size()) {
        best = found;
      }
      if (best.size() == 2) {
        break;
      }
    }
    return best;
  }

  private List<Edge> cycleFrom(int start, int round, int[] cameBy, int[] seenIn) {
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      int node = queue.remove();
      for (int i = firstEdge[node]; i >= 0; i = nextEdge[i]) {
        int next = edges.get(i).to();
        if (component[next] != component[start] || seenIn[next] == round) {
          continue;
        }
        seenIn[next] = round;
        cameBy[next] = i;
        if (next == start) {
          return backFrom(start, cameBy);
        }
        queue.add(next);
      }
    }
    throw new IllegalStateException("no circle through a node of a circular component");
  }

  private List<Edge> backFrom(int start, int[] cameBy) {
    ArrayDeque<Edge> circle = new ArrayDeque<>();
    int node = start;
    do {
      Edge edge = edges.get(cameBy[node]);
      circle.addFirst(edge);
      node = edge.from();
    } while (node != start);
    return List.copyOf(circle);
  }
}
